from odoo.exceptions import UserError
from odoo.tests import Form, tagged

from .common import MetricCase, approve, shown


@tagged("post_install", "-at_install")
class TestCrmApprovalSeen(MetricCase):
    """Nothing is approved that the approver has not seen."""

    def setUp(self):
        super().setUp()
        self.metric = self.win_rate.with_user(self.approver)
        self.other = self._metric("other", numerator_id=self.won.id)
        self._request(self.win_rate)

    def _request(self, records):
        records.with_user(self.author).action_request_approval()

    def _change(self, **vals):
        """What the author does while the approver has the dialog open."""
        self.win_rate.with_user(self.author).write(vals)
        self._request(self.win_rate)

    def _dialog(self, records):
        action = records.action_open_approval_wizard()
        wizards = records.env["crm.approval.wizard"].with_context(**action["context"])
        return Form(wizards)

    def test_without_a_fingerprint_nothing_is_decided(self):
        for fingerprint in (None, "", False, {}, {self.other.id: "x"}):
            for decide in (self.metric.action_approve, self.metric.action_reject):
                with self.assertRaisesRegex(UserError, "decide on what you see"):
                    decide("Fine", fingerprint)
        self.assertEqual("requested", self.win_rate.approval_state)

    def test_a_fingerprint_of_another_shape_gets_one_sentence(self):
        for odd in (7, ["x"], [{}], {self.metric.id: ["x"]}, {self.metric.id: 7}, True):
            with self.subTest(odd), self.assertRaises(UserError):
                self.metric.action_approve("Fine", odd)
        both = self.metric | self.other.with_user(self.approver)
        with self.assertRaisesRegex(UserError, "several records"):
            both.action_approve("Fine", shown(self.metric))

    def test_what_was_seen_is_approved_and_rejected(self):
        self.metric.action_approve("Fine", self.metric.content_fingerprint)
        self.assertTrue(self.win_rate.is_approved)
        self._request(self.other)
        other = self.other.with_user(self.approver)
        other.action_reject("No", other.content_fingerprint)
        self.assertEqual("rejected", other.approval_state)

    def test_a_change_since_it_was_opened_is_said(self):
        """By words, measure, owner, time zone: whatever is substance."""
        data_owner = self.reader.id
        for vals, words in (
            ({"procedure_steps": "Enter it some day."}, "→ Enter it some day."),
            ({"tz": "UTC"}, "Time zone: Europe/Berlin → UTC"),
            ({"data_owner_id": data_owner}, f"{self.author.name} → {self.reader.name}"),
            ({"denominator_id": self.won.id}, "Divided by › Which ones"),
        ):
            with self.subTest(vals):
                seen = self.metric.content_fingerprint
                self._change(**vals)
                for decide in (self.metric.action_approve, self.metric.action_reject):
                    with self.assertRaises(UserError) as caught:
                        decide("Fine", seen)
                    self.assertIn(
                        "was changed since you opened it", str(caught.exception)
                    )
                    self.assertIn(words, str(caught.exception))
                self.assertEqual("requested", self.win_rate.approval_state)
        self.metric.action_approve("Fine", self.metric.content_fingerprint)
        self.assertTrue(self.win_rate.is_approved)

    def test_a_change_that_is_undone_is_none(self):
        seen, before = self.metric.content_fingerprint, self.won.domain
        self.won.with_user(self.author).domain = "[]"
        self.won.with_user(self.author).domain = before
        self.metric.action_approve("Fine", seen)
        self.assertTrue(self.win_rate.is_approved)

    def test_the_dialog_decides_on_what_it_has_shown(self):
        dialog = self._dialog(self.metric)
        self._change(procedure_steps="Something else.")
        for decide in ("action_approve", "action_reject"):
            with self.assertRaisesRegex(UserError, "Something else."):
                dialog.comment = "Fine"
                getattr(dialog.save(), decide)()
        self._dialog(self.metric).save().action_approve()
        self.assertTrue(self.win_rate.is_approved)

    def test_the_dialog_of_several_shows_and_keeps_each(self):
        self._request(self.other)
        both = self.metric | self.other.with_user(self.approver)
        dialog = self._dialog(both)
        for text in (
            self.win_rate.name,
            self.other.name,
            self.win_rate.procedure_steps,
        ):
            self.assertIn(text, dialog.summary)
        self.assertEqual(2, dialog.summary.count("Time zone"))
        self._change(tz="UTC")
        with self.assertRaisesRegex(UserError, f"“{self.win_rate.name}” was changed"):
            dialog.save().action_approve()
        self.assertEqual({"requested"}, set(both.mapped("approval_state")))
        self._dialog(both).save().action_approve()
        self.assertTrue(all(both.mapped("is_approved")))

    def test_several_over_rpc_have_texts_as_keys(self):
        self._request(self.other)
        both = self.metric | self.other.with_user(self.approver)
        prints = {str(id_): text for id_, text in shown(both).items()}
        missing = {str(self.metric.id): prints[str(self.metric.id)]}
        with self.assertRaisesRegex(UserError, f"“{self.other.name}”: open it"):
            both.action_approve(None, missing)
        both.action_approve(None, prints)
        self.assertTrue(all(both.mapped("is_approved")))

    def test_a_language_loaded_while_the_dialog_is_open(self):
        """It is no change; and what nobody has seen is no part of the approval."""
        seen = self.metric.content_fingerprint
        self.env["res.lang"]._activate_lang("de_DE")
        self.env.flush_all()
        self.env.cr.execute(
            """UPDATE crm_metric_definition SET procedure_steps =
                      procedure_steps || '{"de_DE": "Am selben Tag."}' WHERE id = %s""",
            [self.win_rate.id],
        )
        self.env.invalidate_all()
        self.metric.action_approve("Fine", seen)
        self.assertTrue(self.win_rate.is_approved)
        steps = self.win_rate.approval_id.sudo().content["procedure"]["steps"]
        self.assertEqual(["en_US"], list(steps["__lang__"]))

    def test_a_text_changed_in_a_language_that_was_shown(self):
        self.env["res.lang"]._activate_lang("de_DE")
        self.win_rate.with_user(self.author).update_field_translations(
            "procedure_steps", {"de_DE": "Am selben Tag."}
        )
        self._request(self.win_rate)
        seen = self.metric.content_fingerprint
        self.win_rate.with_user(self.author).update_field_translations(
            "procedure_steps", {"de_DE": "Irgendwann."}
        )
        self._request(self.win_rate)
        with self.assertRaisesRegex(UserError, "→ Irgendwann."):
            self.metric.action_approve("Fine", seen)

    def test_the_fingerprint_follows_the_content(self):
        """Whatever is written in this transaction, a name is no content."""
        seen = self.metric.content_fingerprint
        self.win_rate.name = "Another name"
        self.assertEqual(seen, self.metric.content_fingerprint)
        self.won.domain = "[]"
        self.assertNotEqual(seen, self.metric.content_fingerprint)
        self._request(self.win_rate)
        approve(self.metric)
        row = self.win_rate.approval_id.sudo()
        self.assertEqual(row.fingerprint, self.metric.content_fingerprint)
