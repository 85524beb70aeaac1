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

    def test_a_deleted_or_emptied_message_is_no_touch(self):
        lead = self._lead(self.carl)
        note, call = self._note(self.carl), self._done(lead, self.call)
        edited = "<span class='o-mail-Message-edited'/>"
        for body in ("", "<p><br></p>", f"<p> &nbsp; {edited}</p>"):
            self.assertEqual(self._kinds(), ["call", "note"], body)
            (note | call).sudo().body = body
            self.assertEqual(self._kinds(), [], body)
            (note | call).sudo().body = "Said again"
        self.carl._message_update_content(note.sudo(), body="")
        self.assertEqual(self._kinds(), ["call"])
        note.sudo().body = "<p><img src='/web/image/1'/></p>"
        self.assertEqual(self._kinds(), ["call", "note"])

    def _count(self):
        self.env.invalidate_all()
        touches = self._rows("crm.contact.touch", self.carl)
        holders = self._rows("crm.contact.knowledge", self.carl).holder_count
        contacts = self.env["crm.contact.person"].search_count([])
        return len(touches), holders, contacts

    def _document(self, users):
        lead = self._lead(self.carl)
        for user in users:
            self._note(self.carl, user=user)
            self._done(lead, self.call, user=user)
            self._meet(self.carl, user=user)

    def test_who_left_counts_as_before(self):
        self._document(self.anna | self.bert)
        before = self._count()
        self.assertEqual(before[:2], (6, 2))
        self.anna.active = False
        self.assertEqual(self._count(), before, "archived")
        self.anna.active = True
        self.anna.partner_id.parent_id = self.customer
        portal = self.env.ref("base.group_portal")
        self.anna.write({"group_ids": [(6, 0, portal.ids)]})
        self.assertTrue(self.anna.share)
        self.assertEqual(self._count(), before, "a portal user")
        partner = self.bert.partner_id
        self.bert.unlink()
        self.assertEqual(self._count(), before, "a user deleted")
        partner.unlink()
        self.assertEqual(self._count(), before, "a partner deleted")
        self.anna.unlink()
        self.assertEqual(self._count(), before, "both deleted")

    def test_who_left_by_the_form_of_a_group(self):
        self._document(self.anna)
        before = self._count()
        internal = self.env.ref("base.group_user")
        self.anna.group_ids = internal
        internal.user_ids -= self.anna
        self.env.flush_all()
        self.assertTrue(self.anna.share)
        self.assertEqual(self._count(), before)

    def test_a_merged_colleague_counts_once(self):
        self._document(self.anna | self.bert)
        gone = self.bert.partner_id
        self.bert.unlink()
        self.env["base.partner.merge.automatic.wizard"]._merge(
            (gone | self.anna.partner_id).ids,
            self.anna.partner_id,
            extra_checks=False,
        )
        touches, holders, _contacts = self._count()
        self.assertEqual((touches, holders), (6, 1))

    def test_a_customer_with_a_login_stays_a_contact(self):
        user = self.env["res.users"].create(
            {"login": "carl", "partner_id": self.carl.id}
        )
        user.write({"group_ids": [(6, 0, self.env.ref("base.group_portal").ids)]})
        self.assertTrue(self._rows("crm.contact.person", self.carl))

    def test_the_company_of_a_contact(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        self.bert.company_ids += other
        self.bert.company_id = other
        own = self._contact("Own", company_id=self.env.company.id, user_id=self.bert.id)
        sold, alone = self._contact("Sold", user_id=self.bert.id), self._contact("Al")
        touched = self._contact("Touched")
        self._note(touched, user=self.bert)
        self._note(touched, user=self.anna, date=NOW + timedelta(days=1))
        for contact, company in (
            (own, self.env.company),
            (sold, other),
            (touched, other),
            (alone, other.browse()),
        ):
            row = self._rows("crm.contact.person", contact)
            self.assertEqual(row.company_id, company, contact.name)
        for touch in self._rows("crm.contact.touch", touched):
            self.assertEqual(touch.company_id, other)

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
