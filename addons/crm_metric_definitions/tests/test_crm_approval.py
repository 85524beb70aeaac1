from odoo import SUPERUSER_ID
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import MetricCase, approve, reject


@tagged("post_install", "-at_install")
class TestCrmApproval(MetricCase):
    def test_request_and_decision_by_another_person(self):
        metric = self.win_rate
        self.assertEqual(metric.approval_state, "draft")
        metric.with_user(self.author).action_request_approval("Please look")
        self.assertEqual(metric.approval_state, "requested")
        self.assertFalse(metric.is_approved)
        approve(metric.with_user(self.approver), "Fine")
        self.assertEqual(metric.approval_state, "approved")
        self.assertEqual(metric.approval_id.user_id, self.approver)
        self.assertEqual(metric.approval_id.comment, "Fine")

    def test_substance_voids_and_undoing_restores(self):
        self._approve(self.win_rate)
        before = self.won.domain
        self.won.domain = "[('won_status', '=', 'won')]"
        self.assertEqual(self.win_rate.approval_state, "lapsed")
        self.won.domain = before
        self.assertEqual(self.win_rate.approval_state, "approved")

    def test_a_typo_in_the_name_does_nothing(self):
        self._approve(self.win_rate)
        self.win_rate.write({"name": "Win-Rate", "color": 3, "meaning": "x"})
        self.won.name = "Gewonnen"
        self.assertTrue(self.win_rate.is_approved)

    def test_steps_are_substance_but_not_their_white_space(self):
        self._approve(self.win_rate)
        self.win_rate.procedure_steps = "Enter the closing  date on the day itself. "
        self.assertTrue(self.win_rate.is_approved)
        self.win_rate.procedure_steps = "Enter it some day."
        self.assertFalse(self.win_rate.is_approved)

    def test_a_text_written_where_there_was_none_is_substance(self):
        self._approve(self.win_rate)
        self.win_rate.known_limits = "Deals from abroad are left out."
        self.assertEqual("lapsed", self.win_rate.approval_state)
        self.win_rate.known_limits = False
        self.assertTrue(self.win_rate.is_approved)

    def test_the_unit_is_substance_and_a_new_code_is_told(self):
        self.win_rate.value_format = "number"
        self.win_rate.unit = "per week"
        self._approve(self.win_rate)
        self.win_rate.unit = "per year"
        self.assertEqual("lapsed", self.win_rate.approval_state)
        self.assertEqual(
            "Unit", self.win_rate.approval_diff()[0]["label"].split(" ")[0]
        )
        self.win_rate.unit = "per week"
        self.env.cr.precommit.run()  # what is new is not tracked
        metric = self.win_rate.with_context(tracking_disable=False)
        metric.code = "renamed"
        self.assertTrue(self.win_rate.is_approved)
        self.env.flush_all()
        self.env.cr.precommit.run()
        self.env.invalidate_all()
        told = metric.message_ids.sudo().tracking_value_ids
        self.assertIn("renamed", told.mapped("new_value_char"))

    def test_translation_is_a_door(self):
        self.env["res.lang"]._activate_lang("de_DE")
        self._approve(self.win_rate)
        self.win_rate.update_field_translations(
            "procedure_steps", {"de_DE": "Am selben Tag eintragen."}
        )
        self.assertTrue(self.win_rate.is_approved, "a language added later")
        self.win_rate.update_field_translations("procedure_steps", {"en_US": "Later."})
        self.assertFalse(self.win_rate.is_approved)

    def _load_german(self, field_name="procedure_steps", text="Am selben Tag."):
        """A language that comes with terms of its own is written past the ORM."""
        self.env["res.lang"]._activate_lang("de_DE")
        self.env.flush_all()
        self.env.cr.execute(
            f"""UPDATE crm_metric_definition
                   SET {field_name} = {field_name} || jsonb_build_object('de_DE', %s)
                 WHERE id = %s""",
            [text, self.win_rate.id],
        )
        self.env.invalidate_all()

    def _authors(self):
        rows = (
            self.env["crm.approval"]
            .sudo()
            .search(
                [
                    ("res_model", "=", self.win_rate._name),
                    ("res_id", "=", self.win_rate.id),
                ]
            )
        )
        return rows.filtered(lambda row: row.event == "change").user_id

    def test_a_language_loaded_after_the_request(self):
        self.win_rate.with_user(self.author).action_request_approval()
        self._load_german()
        self.assertEqual("requested", self.win_rate.approval_state)
        approve(self.win_rate.with_user(self.approver))
        self.assertEqual("approved", self.win_rate.approval_state)
        # it is part of what was approved
        self.win_rate.update_field_translations("procedure_steps", {"de_DE": "Später."})
        self.assertEqual("lapsed", self.win_rate.approval_state)

    def test_a_language_loaded_makes_nobody_an_author(self):
        both = self._user("both", "group_metric_manager", "group_metric_approver")
        self._load_german()
        self.win_rate.with_user(both).sequence = 7
        self.win_rate.with_user(both).name = "Another name"
        self.assertNotIn(both, self._authors())
        self.win_rate.with_user(self.author).action_request_approval()
        self.win_rate.with_user(both).sequence = 8
        approve(self.win_rate.with_user(both))
        self.assertTrue(self.win_rate.is_approved)

    def test_who_writes_in_a_language_added_later_is_its_author(self):
        both = self._user("both", "group_metric_manager", "group_metric_approver")
        third = self._user("third", "group_metric_manager", "group_metric_approver")
        self._load_german()
        self.win_rate.with_user(self.author).action_request_approval()
        german = self.win_rate.with_context(lang="de_DE")
        german.with_user(both).procedure_steps = "Irgendwann."
        self.win_rate.with_user(third).update_field_translations(
            "known_limits", {"de_DE": "Keine."}
        )
        for user in (both, third):
            self.assertIn(user, self._authors())

    def test_four_eyes(self):
        both = self._user("both", "group_metric_manager", "group_metric_approver")
        metric = self.win_rate.with_user(both)
        self.won.with_user(both).domain = "[('won_status', '=', 'won')]"
        metric.with_user(self.author).action_request_approval()
        with self.assertRaisesRegex(UserError, "another person"):
            approve(metric)
        with self.assertRaisesRegex(UserError, "another person"):
            approve(metric.sudo())
        approve(metric.with_user(self.approver))
        self.assertTrue(metric.is_approved)

    def test_nobody_approves_what_he_wrote_by_having_it_copied(self):
        both = self._user("both", "group_metric_manager", "group_metric_approver")
        self.win_rate.with_user(both).procedure_steps = "Written by the approver."
        self.won.with_user(both).domain = "[('won_status', '=', 'won')]"
        measure = self.won.with_user(self.author).copy()
        metric = self.win_rate.with_user(self.author).copy()
        other = self._metric("other", numerator_id=measure.id)
        for copied in (metric, other):
            copied.action_request_approval()
            self.assertEqual("requested", copied.approval_state)
            with self.assertRaisesRegex(UserError, "another person"):
                approve(copied.with_user(both))
            approve(copied.with_user(self.approver))
            self.assertTrue(copied.is_approved)

    def test_the_author_of_a_measure_does_not_decide(self):
        """Not even where it was written before the metric came to use it."""
        both = self._user("both", "group_metric_manager", "group_metric_approver")
        copied = self.won.with_user(both).copy({"domain": "[('type', '!=', 'lead')]"})
        self.win_rate.numerator_id = copied
        self.win_rate.with_user(self.author).action_request_approval()
        with self.assertRaisesRegex(UserError, "another person has to decide"):
            approve(self.win_rate.with_user(both))
        approve(self.win_rate.with_user(self.approver))
        copied.with_user(both).name = "A name is no substance"
        self.win_rate.procedure_steps = "Changed by the author."
        self.win_rate.with_user(self.author).action_request_approval()
        approve(self.win_rate.with_user(both))
        self.assertTrue(self.win_rate.is_approved)

    def test_the_author_of_a_measure_that_came_later_does_not_decide(self):
        """It was there at the last approval, and no part of it."""
        both = self._user("both", "group_metric_manager", "group_metric_approver")
        later = self.won.with_user(both).copy({"domain": "[('type', '!=', 'lead')]"})
        self._approve(self.win_rate)
        self.win_rate.with_user(self.author).numerator_id = later
        self.win_rate.with_user(self.author).action_request_approval()
        with self.assertRaisesRegex(UserError, "another person has to decide"):
            approve(self.win_rate.with_user(both))

    def test_the_requester_does_not_decide(self):
        both = self._user("both", "group_metric_manager", "group_metric_approver")
        self.win_rate.with_user(both).action_request_approval()
        with self.assertRaisesRegex(UserError, "another person"):
            approve(self.win_rate.with_user(both))

    def test_deciding_takes_the_group(self):
        self.win_rate.with_user(self.author).action_request_approval()
        for user in (self.reader, self.env["res.users"].browse(SUPERUSER_ID)):
            with self.assertRaises(AccessError):
                approve(self.win_rate.with_user(user))

    def test_nothing_is_decided_without_a_request(self):
        with self.assertRaisesRegex(UserError, "asked for"):
            approve(self.win_rate.with_user(self.approver))

    def test_a_change_after_the_request_needs_a_new_one(self):
        self.win_rate.with_user(self.author).action_request_approval()
        self.won.with_user(self.author).include_archived = True
        with self.assertRaisesRegex(UserError, "requested again"):
            approve(self.win_rate.with_user(self.approver))

    def test_rejection_needs_a_comment_and_ends_the_request(self):
        self.win_rate.with_user(self.author).action_request_approval()
        metric = self.win_rate.with_user(self.approver)
        with self.assertRaisesRegex(UserError, "why"):
            reject(metric)
        reject(metric, "Who enters the date?")
        self.assertEqual(metric.approval_state, "rejected")

    def test_incomplete_procedures_are_not_requested(self):
        self.win_rate.data_owner_id = False
        with self.assertRaisesRegex(UserError, "data owner"):
            self.win_rate.with_user(self.author).action_request_approval()

    def test_no_other_door_sets_an_approval(self):
        self._approve(self.win_rate)
        row = self.win_rate.approval_id.sudo()
        vals = {
            "res_model": "crm.metric.definition",
            "res_id": self.win_rate.id,
            "event": "approve",
            "user_id": self.approver.id,
            "fingerprint": row.fingerprint,
        }
        doors = [
            lambda: row.create(vals),
            lambda: row.with_context(install_mode=True).create([vals]),
            lambda: row.write({"event": "reject"}),
            lambda: row.unlink(),
            lambda: row.copy(),
            lambda: self.win_rate.sudo().write({"approval_ids": [(5,)]}),
            lambda: self.win_rate.sudo().write({"approval_ids": [(0, 0, vals)]}),
        ]
        for door in doors:
            with self.assertRaises(UserError), self.env.cr.savepoint():
                door()
        loaded = row.load(
            ["res_model", "res_id", "event", "fingerprint"],
            [["crm.metric.definition", str(self.win_rate.id), "approve", "x"]],
        )
        self.assertFalse(loaded["ids"])

    def test_defaults_do_not_fill_a_row(self):
        """Not even those fields that the request itself leaves out."""
        self.env["ir.default"].set("crm.approval", "odoo_version", "1.0")
        context = {
            "default_date": "2001-01-01 00:00:00",
            "default_comment": "Never said",
            "default_event": "approve",
        }
        metric = self.win_rate.with_user(self.author).with_context(**context)
        metric.action_request_approval()
        row = self.win_rate.approval_ids.sudo()[:1]
        self.assertEqual("request", row.event)
        self.assertFalse(row.comment)
        self.assertGreater(row.date.year, 2020)
        metric.procedure_steps = "Enter it some day."
        row = self.win_rate.approval_ids.sudo()[:1]
        self.assertEqual("change", row.event)
        self.assertGreater(row.date.year, 2020)

    def test_a_copy_is_a_draft(self):
        self._approve(self.win_rate)
        copy = self.win_rate.copy()
        self.assertEqual(copy.approval_state, "draft")
        self.assertEqual(copy.code, "win_rate_test_2")

    def test_the_chosen_approver_gets_one_activity_until_it_is_decided(self):
        wizard = self.env["crm.approval.wizard"].with_user(self.author)
        action = self.win_rate.with_user(self.author).action_open_request_wizard()
        dialog = wizard.with_context(**action["context"]).create({})
        self.assertIn(self.approver, dialog.candidate_ids)
        self.assertNotIn(self.author, dialog.candidate_ids)
        dialog.approver_id = self.approver
        self.assertFalse(self.win_rate.activity_ids, "a draft notifies no one")
        dialog.action_request()
        self.assertEqual(self.win_rate.activity_ids.user_id, self.approver)
        approve(self.win_rate.with_user(self.approver), "Fine")
        self.assertFalse(self.win_rate.activity_ids)

    def test_diff_names_what_changed(self):
        self._approve(self.win_rate)
        self.win_rate.tz = "UTC"
        self.assertEqual(
            self.win_rate.approval_diff(),
            [
                {
                    "path": "procedure.tz",
                    "label": "Time zone",
                    "old": "Europe/Berlin",
                    "new": "UTC",
                }
            ],
        )

    def test_search_by_state(self):
        self._approve(self.win_rate)
        found = self.env["crm.metric.definition"].search([("is_approved", "=", True)])
        self.assertIn(self.win_rate, found)
        draft = self.env["crm.metric.definition"].search(
            [("approval_state", "=", "draft")]
        )
        self.assertNotIn(self.win_rate, draft)

    def test_queries_do_not_grow_with_the_records(self):
        metrics = self.win_rate
        for place in range(20):
            metrics |= self.win_rate.copy({"code": f"m{place}"})
        metrics[:3].with_user(self.author).action_request_approval()
        self.env.flush_all()

        def count(records):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            records.mapped("approval_state")
            return self.env.cr.sql_log_count - before

        self.assertEqual(count(metrics[:2]), count(metrics))
