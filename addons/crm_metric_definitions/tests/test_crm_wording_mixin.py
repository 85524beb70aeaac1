from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .meaning_case import MeaningCase


@tagged("post_install", "-at_install")
class TestCrmWordingMixin(MeaningCase):
    """What is named differently since its approval is marked, and stays approved."""

    def setUp(self):
        super().setUp()
        self.metric = self._counting(
            ("tag_ids", "in", self.tag.ids), ("stage_id", "=", self.stage.id)
        )
        self.assertFalse(self.metric.has_wording_mark)

    def _confirm(self, user):
        self._reread()
        metric = self.metric.with_user(user)
        metric.action_confirm_wording(metric.wording_fingerprint)
        self._reread()

    def _reread(self):
        self.env.flush_all()
        self.env.invalidate_all()

    def _marked(self):
        self._reread()
        self.assertTrue(self.metric.is_approved)
        return self.metric.has_wording_mark

    def test_own_names_and_names_of_what_is_meant(self):
        call = self.env.ref("mail.mail_activity_data_call")
        touches = self._metric(
            "touches",
            numerator_id=self._measure("T", model="crm.contact.touch", date="date").id,
        )
        self._approve(touches)
        for name, metric, change in (
            ("name", self.metric, {"name": "Anything"}),
            ("question", self.metric, {"question": "Which one?"}),
            ("meaning", self.metric, {"meaning": "Something else"}),
            ("tag", self.metric, self.tag),
            ("stage", self.metric, self.stage),
            ("measure", self.metric, self.metric.numerator_id),
            ("activity type", touches, call),
        ):
            with self.subTest(name), self.env.cr.savepoint() as savepoint:
                if isinstance(change, dict):
                    metric.write(change)
                else:
                    change.name = "Named anew"
                self._reread()
                self.assertTrue(metric.is_approved)
                self.assertTrue(metric.has_wording_mark)
                text = next(iter(change.values())) if isinstance(change, dict) else ""
                self.assertIn(text or "Named anew", metric.wording_changes)
                savepoint.rollback()
            self._reread()

    def test_undoing_it_takes_the_mark_away(self):
        self.tag.name = "Otherwise"
        self.assertTrue(self._marked())
        self.tag.name = "Fair"
        self.assertFalse(self._marked())

    def test_somebody_else_who_decides_confirms(self):
        self.tag.with_user(self.approver).sudo().name = "Trade fair"
        self._reread()
        self.assertTrue(self._marked())
        for user, error in (
            (self.author, AccessError),
            (self.reader, AccessError),
            # has written it
            (self.approver, UserError),
        ):
            with self.subTest(user.login), self.assertRaises(error):
                self._confirm(user)
        self._confirm(self._user("second", "group_metric_approver"))
        self.assertFalse(self._marked())
        self.assertTrue(self.metric.is_approved)
        # named as at the approval, but not as it was confirmed
        self.tag.name = "Fair"
        self.assertTrue(self._marked())

    def test_who_names_the_metric_does_not_confirm_it(self):
        both = self._user("both", "group_metric_approver", "group_metric_manager")
        self.metric.with_user(both).name = "Anything"
        # touched again by somebody else
        self.metric.with_user(self.author).color = 3
        with self.assertRaisesRegex(UserError, "yourself"):
            self._confirm(both)
        self._confirm(self.approver)
        self.assertFalse(self._marked())

    def test_what_was_not_seen_is_not_confirmed(self):
        self.tag.with_user(self.author).sudo().name = "Trade fair"
        self._reread()
        metric = self.metric.with_user(self.approver)
        seen = metric.wording_fingerprint
        self.tag.with_user(self.author).sudo().name = "Again"
        self._reread()
        for wrong, said in (
            (seen, "since you"),
            ("x", "since you"),
            (None, "what was shown"),
            (3, "one fingerprint"),
        ):
            with self.subTest(wrong), self.assertRaisesRegex(UserError, said):
                metric.action_confirm_wording(wrong)

    def test_several_at_once(self):
        other = self._metric("other", numerator_id=self.metric.numerator_id.id)
        self._approve(other)
        self.tag.with_user(self.author).sudo().name = "Trade fair"
        self._reread()
        both = (self.metric | other).with_user(self.approver)
        both.action_confirm_wording({r.id: r.wording_fingerprint for r in both})
        self._reread()
        self.assertFalse(any(both.mapped("has_wording_mark")))

    def test_a_language_that_comes_later(self):
        """Its texts were read by nobody who decides."""
        self.env["res.lang"]._activate_lang("de_DE")
        self.assertFalse(self._marked())
        german = self.metric.with_context(lang="de_DE")
        german.procedure_steps = "Etwas ganz anderes."
        self.assertTrue(self._marked())
        self.assertIn("ganz anderes", self.metric.wording_changes)
        self._confirm(self.approver)
        self.assertFalse(self._marked())
        german.name = "Deutsch"
        self.assertTrue(self._marked())

    def test_a_tag_in_a_language_that_comes_later(self):
        self.env["res.lang"]._activate_lang("de_DE")
        self.tag.with_context(lang="de_DE").name = "Messe"
        self.assertFalse(self._marked())

    def test_approving_again_reads_everything(self):
        self.metric.name = "Anything"
        self.metric.numerator_id.include_archived = True
        self._reread()
        self.assertFalse(self.metric.has_wording_mark)
        self._approve(self.metric)
        self.assertFalse(self._marked())

    def test_queries_do_not_grow_with_the_metrics(self):
        metrics = self.metric
        for number in range(8):
            measure = self._measure(
                f"Counted {number}", repr([("tag_ids", "in", self.tag.ids)])
            )
            metrics |= self._metric(f"many_{number}", numerator_id=measure.id)
        for metric in metrics - self.metric:
            self._approve(metric)
        self.tag.name = "Otherwise"

        def count(some):
            self._reread()
            before = self.env.cr.sql_log_count
            self.assertTrue(all(some.mapped("has_wording_mark")))
            return self.env.cr.sql_log_count - before

        count(metrics)
        self.assertLessEqual(count(metrics), count(metrics[1:3]) + 1)
