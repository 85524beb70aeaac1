import random
from datetime import datetime, timedelta

from odoo.tests import tagged

from .contact_case import ContactCase

SINCE = datetime(2020, 1, 1)
DAY = timedelta(days=1)


@tagged("post_install", "-at_install")
class TestContactNeglect(ContactCase):
    def setUp(self):
        super().setUp()
        self.contact = self._contact(since=SINCE)
        self.first = self._note(self._contact("First"), date=SINCE - 100 * DAY)

    def _gaps(self, contact=None):
        """Days since the contact became known, (from, to or None), in order."""
        rows = self._rows("crm.contact.neglect", contact or self.contact)
        return sorted(
            (
                (row.date_from - SINCE).days,
                (row.date_to - SINCE).days if row.date_to else None,
            )
            for row in rows
        )

    def _touch(self, *days):
        for day in days:
            self._note(self.contact, date=SINCE + day * DAY)

    def test_never_touched(self):
        self.assertEqual(self._gaps(), [(365, None)])

    def test_known_for_less_than_a_year(self):
        fresh = self._contact(since=datetime.now() - 30 * DAY)
        row = self._rows("crm.contact.neglect", fresh)
        self.assertGreater(row.date_from, datetime.now())

    def test_before_odoo_was_used_nobody_knows(self):
        self.first.unlink()
        self._touch(200)
        self.assertEqual(self._gaps(), [(565, None)])

    def test_nothing_documented_at_all(self):
        self.env["mail.message"].search([]).unlink()
        self.env["calendar.event"].search([]).unlink()
        self.assertEqual(self._gaps(), [])
        person = self._rows("crm.contact.person", self.contact)
        self.assertTrue(person.date_from)
        self.assertFalse(person.date_year_known)

    def test_one_touch_is_not_enough(self):
        self._touch(400)
        self.assertEqual(self._gaps(), [(365, None)])

    def test_two_touches(self):
        self._touch(400, 500)
        self.assertEqual(self._gaps(), [(365, 500), (765, None)])

    def test_two_on_one_day_are_one(self):
        self._note(self.contact, date=SINCE + 400 * DAY)
        self._note(self.contact, user=self.bert, date=SINCE + 400.2 * DAY)
        self.assertEqual(self._gaps(), [(365, None)])

    def test_kept_in_the_first_year(self):
        self._touch(10, 20)
        self.assertEqual(self._gaps(), [(375, None)])

    def test_gapless(self):
        self._touch(100, 300, 460, 600)
        self.assertEqual(self._gaps(), [(825, None)])

    def test_a_pause_that_ends(self):
        self._touch(10, 20, 400, 500)
        self.assertEqual(self._gaps(), [(375, 500), (765, None)])

    def test_exactly_a_year_apart(self):
        self._touch(400, 765)
        self.assertEqual(self._gaps(), [(365, None)])

    def test_long_pause_is_one_row(self):
        self._touch(10, 20, 500, 1000, 1500)
        self.assertEqual(self._gaps(), [(375, None)])

    def test_against_counting_every_day(self):
        """At each of 1,500 days: fewer than two touches in the 365 days before?"""
        generator = random.Random(11)
        for _round in range(6):
            self.contact = self._contact(since=SINCE)
            days = sorted(generator.sample(range(1500), generator.randrange(1, 9)))
            self._touch(*days)
            gaps = self._gaps()
            for moment in range(365, 1900):
                expected = sum(moment - 365 < day <= moment for day in days) < 2
                found = [gap for gap in gaps if gap[0] <= moment < (gap[1] or 10**6)]
                self.assertEqual(len(found), int(expected), (days, moment, gaps))

    def test_ids_are_unique(self):
        self._touch(10, 20, 400, 500, 900, 950)
        rows = self._rows("crm.contact.neglect", self.contact)
        self.assertEqual(len(rows), len(set(rows.ids)))
        self.assertEqual(len(rows), 3)
