"""The demo company says what the brief says, on whatever day it is installed."""

import unittest
from collections import Counter, defaultdict
from datetime import date, datetime, time, timedelta

from crm_metric_definitions_lib.demo_company import FOLDER, DemoCompany

DAYS = (
    date(2026, 11, 23),  # a Monday
    date(2026, 12, 1),  # a Tuesday
    date(2027, 1, 1),
    date(2028, 2, 29),
    date(2028, 3, 1),
    date(2029, 8, 12),  # a Sunday
    date(2030, 4, 30),
)


class TestDemoCompany(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.made = [(day, DemoCompany(day)) for day in DAYS]  # nobody changes them

    def test_figures(self):
        for day, made in self.made:
            with self.subTest(day):
                deals = made.opportunities
                dated = [deal for deal in deals if deal.intake]
                sellers = {person.login for person in made.people if person.team}
                people_weeks = len(sellers) * (day - made.start).days / 7
                self.assertGreater(len(deals), 3000)
                self.assertTrue(1.5 < len(dated) / people_weeks < 2)
                for login in sellers:
                    own = sum(deal.salesperson == login for deal in dated)
                    self.assertTrue(0.5 < own * 18 / people_weeks < 3, login)
                deciders = sum(
                    any(role == "decision_maker" for _contact, role in deal.roles)
                    for deal in dated
                )
                self.assertAlmostEqual(deciders / len(dated), 0.15, 2)
                won = [deal for deal in deals if deal.state == "won"]
                lost = sum(deal.state == "lost" for deal in deals)
                self.assertTrue(0.02 < len(won) / (len(won) + lost) < 0.03)
                margin = sum(deal.margin for deal in won)
                share = margin / sum(deal.revenue for deal in won)
                self.assertAlmostEqual(share, 0.08, 2)

    def test_contacts(self):
        for day, made in self.made:
            with self.subTest(day):
                contacts = [row for row in made.customers if row.parent]
                per_year = len(made.touches) / len(contacts) / 2
                self.assertTrue(1.8 < per_year < 2.2)
                owners = defaultdict(set)
                for touch in made.touches:
                    owners[touch.contact].add(touch.salesperson)
                single = sum(len(people) == 1 for people in owners.values())
                self.assertTrue(0.8 < single / len(owners) < 0.9)
                counts = Counter(touch.contact for touch in made.touches)
                neglected = sum(counts[c.key] < 4 for c in contacts)
                self.assertGreater(neglected, len(contacts) / 2)

    def test_nothing_happens_in_the_future_or_backwards(self):
        for day, made in self.made:
            end = datetime.combine(day, time())
            for deal in made.opportunities:
                moments = [deal.created, deal.assigned]
                moments += [m for m in (deal.intake, deal.moved, deal.closed) if m]
                self.assertLess(max(moments), end, deal)
                self.assertLessEqual(deal.created, deal.first_assigned)
                self.assertLessEqual(deal.first_assigned, deal.assigned)
                self.assertLessEqual(deal.assigned, deal.moved or end, deal)
                self.assertLessEqual(deal.moved or deal.assigned, deal.closed or end)
                self.assertLessEqual(deal.intake or deal.created, deal.created)
                self.assertEqual(deal.state == "open", deal.closed is None)
                self.assertEqual(deal.stage != deal.entered, bool(deal.moved))
            created = {row.key: row.created for row in made.customers}
            for touch in made.touches:
                self.assertLess(touch.at, end)
                self.assertLessEqual(created[touch.contact].date(), touch.at.date())

    def test_people_work_on_workdays_and_by_day(self):
        for _day, made in self.made:
            moments = [touch.at for touch in made.touches]
            moments += [row.created for row in made.customers]
            for deal in made.opportunities:
                moments += [deal.created, deal.first_assigned, deal.assigned]
                moments += [m for m in (deal.intake, deal.closed) if m]
            for moment in moments:
                self.assertTrue(time(8) <= moment.time() <= time(19), moment)
            intakes = [deal.intake for deal in made.opportunities if deal.intake]
            touches = [touch.at for touch in made.touches]
            self.assertLess(max(m.weekday() for m in (*intakes, *touches)), 5)

    def test_the_history_reaches_to_the_day_of_installation(self):
        monday = date(2027, 2, 22)
        for day in (monday + timedelta(days=number) for number in range(7)):
            made = DemoCompany(day)
            last = max(deal.intake for deal in made.opportunities if deal.intake)
            workday = day - timedelta(days={0: 3, 6: 2}.get(day.weekday(), 1))
            self.assertEqual(workday, last.date())

    def test_every_state_and_flaw_is_there(self):
        for _day, made in self.made:
            states = Counter(deal.state for deal in made.opportunities)
            self.assertEqual({"open", "won", "lost", "archived"}, set(states))
            lost = [deal for deal in made.opportunities if deal.state == "lost"]
            self.assertTrue(any(not deal.lost_reason for deal in lost))
            self.assertTrue(any(not deal.intake for deal in made.opportunities))
            self.assertTrue(any(d.assigned > d.created for d in made.opportunities))
            self.assertTrue(any(not deal.partner for deal in made.opportunities))

    def test_habits_of_people(self):
        made = self.made[0][1]
        for person in (person for person in made.people if person.habit):
            deals = [d for d in made.opportunities if d.salesperson == person.login]
            share = {
                "late_stage": lambda d: d.entered == "proposition",
                "late_entry": lambda d: d.intake and d.created > d.intake,
                "no_roles": lambda d: not d.roles,
                "defaults": lambda d: not d.expected,
                "hoards": lambda d: d.state == "open",
            }[person.habit]
            others = [d for d in made.opportunities if d.salesperson != person.login]
            ours = sum(map(bool, map(share, deals))) / len(deals)
            theirs = sum(map(bool, map(share, others))) / len(others)
            self.assertGreater(ours, theirs + 0.1, person.login)

    def test_words_are_in_the_language(self):
        made = DemoCompany(DAYS[0], "de_AT")
        self.assertIn("Messe", made.words["source"].values())
        self.assertIn("Messe", {deal.source for deal in made.opportunities})
        self.assertIn("Trade fair", self.made[0][1].words["source"].values())

    def test_keys_lead_somewhere(self):
        made = DemoCompany(DAYS[0])
        customers = {row.key for row in made.customers}
        logins = {row.login for row in made.people}
        deals = {None, *(row.key for row in made.opportunities)}
        for deal in made.opportunities:
            contacts = [contact for contact, _role in deal.roles]
            linked = {deal.partner or deal.customer, *contacts}
            self.assertLessEqual(linked, customers)
            self.assertEqual(len(contacts), len(set(contacts)))
            self.assertIn(deal.salesperson, logins)
        for touch in made.touches:
            self.assertIn(touch.contact, customers)
            self.assertIn(touch.salesperson, logins)
            self.assertIn(touch.opportunity, deals)

    def test_files_stay_readable_in_a_review(self):
        self.assertLess(sum(f.stat().st_size for f in FOLDER.glob("*.csv")), 410_000)
