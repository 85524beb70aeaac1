"""The made-up company says what the brief says, on whatever day it is made."""

import doctest
import unittest
from collections import Counter, defaultdict
from datetime import date, datetime, time

from crm_metric_definitions_lib.demo import names, pipeline

DAYS = (date(2026, 11, 23), date(2027, 1, 1), date(2028, 2, 29), date(2029, 8, 12))


class TestPipelineOfDemo(unittest.TestCase):
    def setUp(self):
        self.made = [pipeline.generate(day) for day in DAYS]

    def test_doctests(self):
        self.assertEqual(doctest.testmod(pipeline).failed, 0)

    def test_figures(self):
        for made in self.made:
            with self.subTest(made.today):
                deals = made.opportunities
                dated = [deal for deal in deals if deal.intake]
                people_weeks = (
                    len(names.SALESPEOPLE) * (made.today - made.start).days / 7
                )
                self.assertGreater(len(deals), 3000)
                self.assertTrue(1.5 < len(dated) / people_weeks < 2)
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
        for made in self.made:
            with self.subTest(made.today):
                per_year = len(made.touches) / len(made.contacts) / 2
                self.assertTrue(1.8 < per_year < 2.2)
                owners = defaultdict(set)
                for touch in made.touches:
                    owners[touch.contact].add(touch.salesperson)
                single = sum(len(people) == 1 for people in owners.values())
                self.assertTrue(0.8 < single / len(owners) < 0.9)
                counts = Counter(touch.contact for touch in made.touches)
                neglected = sum(counts[c.key] < 4 for c in made.contacts)
                self.assertGreater(neglected, len(made.contacts) / 2)

    def test_nothing_happens_in_the_future_or_backwards(self):
        for made in self.made:
            end = datetime.combine(made.today, time())
            for deal in made.opportunities:
                moments = [deal.created, deal.assigned]
                moments += [m for m in (deal.intake, deal.closed) if m]
                self.assertLess(max(moments), end, deal)
                self.assertLessEqual(deal.created, deal.assigned)
                self.assertLessEqual(deal.assigned, deal.closed or end, deal)
                self.assertLessEqual(deal.intake or deal.created, deal.created)
                self.assertEqual(deal.state == "open", deal.closed is None)
            created = {contact.key: contact.created for contact in made.contacts}
            for touch in made.touches:
                self.assertLess(touch.at, end)
                self.assertLessEqual(created[touch.contact].date(), touch.at.date())

    def test_every_state_and_flaw_is_there(self):
        for made in self.made:
            states = Counter(deal.state for deal in made.opportunities)
            self.assertEqual({"open", "won", "lost", "archived"}, set(states))
            lost = [deal for deal in made.opportunities if deal.state == "lost"]
            self.assertTrue(any(not deal.lost_reason for deal in lost))
            self.assertTrue(any(not deal.intake for deal in made.opportunities))
            self.assertTrue(any(d.assigned > d.created for d in made.opportunities))
            self.assertTrue(any(not deal.company for deal in made.opportunities))
