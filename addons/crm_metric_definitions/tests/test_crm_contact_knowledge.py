import random
from collections import defaultdict
from datetime import timedelta

from odoo.tests import tagged

from .contact_case import NOW, ContactCase

DAY = timedelta(days=1)


@tagged("post_install", "-at_install")
class TestContactKnowledge(ContactCase):
    def _knowledge(self, contact=None):
        return self._rows("crm.contact.knowledge", contact or self.carl)

    def test_nobody_documented(self):
        self.assertFalse(self._knowledge())

    def test_one_holder(self):
        self._note(self.carl, date=NOW)
        self._done(self._lead(self.carl), self.call, date=NOW - 5 * DAY)
        row = self._knowledge()
        self.assertEqual(row.holder_count, 1)
        self.assertEqual(row.first_date, NOW - 5 * DAY)
        self.assertEqual(row.single_from, NOW - 5 * DAY)
        self.assertFalse(row.single_to)
        self.assertEqual(row.user_id, self.anna)

    def test_second_holder(self):
        self._note(self.carl, user=self.bert, date=NOW)
        self._meet(self.carl, user=self.anna, date=NOW + 7 * DAY)
        self._note(self.carl, user=self.manager, date=NOW + 9 * DAY)
        row = self._knowledge()
        self.assertEqual(row.holder_count, 3)
        self.assertEqual(row.user_id, self.bert)
        self.assertEqual(row.single_to, NOW + 7 * DAY)

    def test_same_moment(self):
        self._note(self.carl, user=self.bert)
        self._note(self.carl, user=self.anna)
        row = self._knowledge()
        self.assertEqual(row.single_from, row.single_to, "never single")

    def test_against_plain_python(self):
        generator = random.Random(7)
        contacts = [self._contact(f"C{number}") for number in range(8)]
        first = defaultdict(dict)
        for _number in range(40):
            contact = generator.choice(contacts)
            user = generator.choice([self.anna, self.bert, self.manager])
            date = NOW + generator.randrange(400) * DAY
            self._note(contact, user=user, date=date)
            known = first[contact.id]
            known[user.id] = min(known.get(user.id, date), date)
        for row in self._knowledge(self.env["res.partner"].union(*contacts)):
            dates = sorted(first[row.partner_id.id].values())
            self.assertEqual(row.holder_count, len(dates))
            self.assertEqual(row.single_from, dates[0])
            self.assertEqual(row.single_to or None, (dates + [None])[1])
