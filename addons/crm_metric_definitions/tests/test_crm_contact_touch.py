from datetime import timedelta

from odoo import fields
from odoo.tests import tagged

from .contact_case import NOW, ContactCase


@tagged("post_install", "-at_install")
class TestContactTouch(ContactCase):
    def _kinds(self, contact=None):
        touches = self._rows("crm.contact.touch", contact or self.carl)
        return sorted(touches.mapped("kind"))

    def test_kinds(self):
        lead = self._lead(self.carl)
        self._done(self.carl, self.call)
        self._done(lead, self.call)
        self._done(lead, self.email)
        self._done(lead, self.meeting)
        self._note(lead)
        self._note(self.carl)
        self._meet(self.carl)
        self.assertEqual(
            self._kinds(),
            ["call", "call", "email", "meeting", "meeting", "note", "note"],
        )

    def test_not_a_touch(self):
        lead = self._lead(self.carl)
        self._done(lead, self.todo)
        lead.with_context(tracking_disable=False).write({"expected_revenue": 5})
        self.env.flush_all()
        lead.with_user(self.anna).message_post(
            body="To the customer", subtype_xmlid="mail.mt_comment"
        )
        lead.with_user(self.anna)._message_log(body="By Odoo")
        self._note(self.customer)
        self._note(lead, user=self.env.ref("base.user_root"))
        lead.message_post(
            body="From the customer",
            author_id=self.carl.id,
            message_type="comment",
            subtype_xmlid="mail.mt_note",
        )
        self.assertEqual(self._kinds(), [])

    def test_own_activity_type(self):
        visit = self.env["mail.activity.type"].create({"name": "Visit"})
        self._done(self.carl, visit)
        self.assertEqual(self._kinds(), [])
        visit.category = "meeting"
        self.assertEqual(self._kinds(), ["meeting"])

    def test_meetings(self):
        self._meet(self.carl, date=fields.Datetime.now() + timedelta(days=2))
        self._meet(self.carl, active=False)
        self._meet(self.carl).attendee_ids.write({"state": "declined"})
        self._meet(self.carl).user_id = False
        self._meet(self.customer)
        self.assertEqual(self._kinds(), [])
        dora = self._contact("Dora")
        self._meet(self.carl | dora | self.bert.partner_id)
        touches = self._rows("crm.contact.touch", self.carl | dora)
        self.assertEqual(len(touches), 2)
        self.assertEqual(touches.user_id, self.anna)

    def test_activity_of_a_meeting_is_not_counted_twice(self):
        lead = self._lead(self.carl)
        event = self._meet(self.carl, date=NOW - timedelta(days=3))
        activity = lead.with_user(self.anna).activity_schedule(
            activity_type_id=self.meeting.id, user_id=self.anna.id
        )
        activity.calendar_event_id = event
        activity._action_done()
        touch = self._rows("crm.contact.touch", self.carl)
        self.assertEqual(touch.date, NOW - timedelta(days=3))
        event.attendee_ids.filtered(lambda a: a.partner_id == self.carl).unlink()
        touch = self._rows("crm.contact.touch", self.carl)
        self.assertEqual(len(touch), 1, "the activity alone")
        self.assertNotEqual(touch.date, NOW - timedelta(days=3))

    def test_who_when_and_company(self):
        company = self.env.company
        lead = self._lead(self.carl, user_id=self.bert.id, company_id=company.id)
        self._note(lead, user=self.anna)
        touch = self._rows("crm.contact.touch", self.carl)
        self.assertEqual(touch.user_id, self.anna, "the author, not the salesperson")
        self.assertEqual(touch.date, NOW)
        self.assertEqual(touch.company_id, company)
        self._note(self.carl)
        touches = self._rows("crm.contact.touch", self.carl)
        self.assertEqual(touches.mapped("company_id.id"), [company.id])
        self.assertEqual(len(touches.filtered(lambda t: not t.company_id)), 1)

    def test_contact_day(self):
        for hours in (0, 1, 2, 24):
            self._note(self.carl, date=NOW + timedelta(hours=hours))
        self._note(self.carl, user=self.bert)
        dora = self._contact("Dora")
        self._note(dora)
        touches = self._rows("crm.contact.touch", self.carl | dora)
        self.assertEqual(len(touches), 6)
        [[days]] = touches._read_group(
            [("id", "in", touches.ids)], aggregates=["contact_day:count_distinct"]
        )
        self.assertEqual(days, 3)

    def test_archived_user_and_contact(self):
        self._note(self.carl)
        self.anna.active = False
        self.assertEqual(self._kinds(), ["note"])
        self.carl.active = False
        self.assertEqual(self._kinds(), [])

    def test_ids_are_unique_and_stable(self):
        for _number in range(3):
            self._note(self.carl)
            self._meet(self.carl)
        touches = self._rows("crm.contact.touch", self.carl)
        before = {t.id: (t.kind, t.date) for t in touches}
        self.assertEqual(len(before), 6)
        self._note(self._contact("Dora"))
        after = self._rows("crm.contact.touch", self.carl)
        self.assertEqual({t.id: (t.kind, t.date) for t in after}, before)
        self.assertEqual(after[0].read(["kind"])[0]["id"], after[0].id)
