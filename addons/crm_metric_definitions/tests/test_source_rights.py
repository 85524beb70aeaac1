from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from ..engine.metric_spec import MetricSpec
from ..engine.privacy.viewer import Viewer
from ..engine.span import Span
from .engine_case import SPAN, EngineCase

JANUARY = ("2026-01-01", "2026-02-01", "total")


@tagged("post_install", "-at_install")
class TestSourceRights(EngineCase):
    """Official totals are for all readers; the rest is for who may read the records."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.source = cls.env.ref("crm_metric_definitions.source_lead")
        cls.outsider = new_test_user(
            cls.env,
            "metric_outsider",
            groups="crm_metric_definitions.group_metric_user",
            lang="en_US",
        )
        cls._won(cls, "a", "2026-01-10 12:00:00", source_id=cls._channel("Fair").id)
        cls._won(cls, "b", "2026-01-11 12:00:00", cls.bob)

    @classmethod
    def _channel(cls, name):
        return cls.env["utm.source"].create({"name": name})

    def _point(self, metric, user, breakdown=None):
        points = metric.with_user(user).evaluate(*JANUARY, breakdown)[metric.id]
        return points[0] if len(points) == 1 else points

    def _assert_hidden(self, points, words):
        points = points if isinstance(points, list) else [points]
        for point in points:
            self.assertEqual("not_measurable", point["status"])
            figures = [point[name] for name in ("value", "numerator", "denominator")]
            self.assertEqual([None] * 3, figures)
            self.assertRegex(point["note"], words)

    def test_official_totals_are_for_all_readers(self):
        self._make_known(self.win_rate)
        for user in (self.outsider, self.reader, self.author):
            self.assertEqual(1.0, self._point(self.win_rate, user)["value"])
            points = self._point(self.win_rate, user, "team")
            self.assertNotIn("may not read", points["note"] or "")

    def test_a_draft_is_for_those_who_work_on_it(self):
        owner = self._user("owner")
        checker = self._user("checker")
        draft = self._metric("draft", numerator_id=self.won.id, data_owner_id=owner.id)
        self.env["crm.metric.check"].create(
            {"metric_id": draft.id, "responsible_id": checker.id}
        )
        for user in (owner, checker, self.author, self.approver):
            self.assertEqual(2.0, self._point(draft, user)["value"], user.login)
        for user in (self.reader, self.outsider):
            self._assert_hidden(self._point(draft, user), "not known yet")
            form = draft.with_user(user)
            self.assertEqual("not known yet", form.live_value)
            self.assertIn("not known yet", form.live_note)
            entry = form.coverage(*JANUARY[:2])[draft.id]
            self.assertEqual(0, entry["population"])
            self.assertIn("not known yet", entry["note"])
            with self.assertRaises(AccessError):
                form.action_drill_down(*JANUARY[:2])

    def test_one_draft_stops_no_other(self):
        self._make_known(self.win_rate)
        draft = self._metric("draft", numerator_id=self.won.id)
        entered = self._metric("entered", kind="manual")
        both = (draft | self.win_rate | entered).with_user(self.reader)
        points = both.evaluate(*JANUARY)
        for metric in (draft, entered):
            self._assert_hidden(points[metric.id], "not known yet")
        self.assertEqual(1.0, points[self.win_rate.id][0]["value"])
        entries = both.coverage(*JANUARY[:2])
        self.assertEqual(2, entries[self.win_rate.id]["counted"])

    def test_parts_and_lists_take_the_right_to_read_the_records(self):
        self._make_known(self.win_rate)
        found = self._point(self.win_rate, self.reader, "source_id")
        self.assertIn("Fair", [point["label"] for point in found])
        self._assert_hidden(
            self._point(self.win_rate, self.outsider, "source_id"), "may not read"
        )
        metric = self.win_rate.with_user(self.outsider)
        self.assertEqual(0, metric.coverage(*JANUARY[:2])[metric.id]["population"])
        with self.assertRaisesRegex(AccessError, "may not read"):
            metric.action_drill_down(*JANUARY[:2])
        self.assertIn(
            "may not read", metric.pareto_chart(*SPAN, "source_id")["problem"]
        )
        keys = [part["key"] for part in metric.process_chart()["breakdowns"]]
        self.assertEqual(["team"], keys)

    def test_each_field_that_is_used_has_to_be_readable(self):
        self._make_known(self.win_rate)
        self.patch(
            self.env["crm.lead"]._fields["won_status"], "groups", "base.group_system"
        )
        self.assertEqual(1.0, self._point(self.win_rate, self.reader)["value"])
        self._assert_hidden(
            self._point(self.win_rate, self.reader, "source_id"), "may not read"
        )
        draft = self._metric("draft", numerator_id=self.closed.sudo().id)
        self._assert_hidden(self._point(draft, self.author), "may not read")

    def test_the_source_says_who_reads_official_totals(self):
        self.source.group_id = self.env.ref("sales_team.group_sale_manager")
        self._make_known(self.win_rate)
        self._assert_hidden(
            self._point(self.win_rate, self.reader), "only to the group"
        )
        boss = self._user("boss")
        boss.group_ids += self.env.ref("sales_team.group_sale_manager")
        self.assertEqual(1.0, self._point(self.win_rate, boss)["value"])

    def test_labels_that_may_not_be_read_are_not_shown(self):
        self._make_known(self.win_rate)
        secret = self._channel("Secret")
        self._won("c", "2026-01-12 12:00:00", source_id=secret.id)
        self.env["ir.rule"].create(
            {
                "name": "Not this one",
                "model_id": self.env["ir.model"]._get_id("utm.source"),
                "domain_force": f"[('id', '!=', {secret.id})]",
            }
        )
        labels = {
            point["breakdown"]: point["label"]
            for point in self._point(self.win_rate, self.reader, "source_id")
        }
        self.assertEqual("Not visible to you", labels[secret.id])
        self.assertIn("Fair", labels.values())

    def test_a_field_that_tells_a_person_is_personal(self):
        self.source.write(
            {
                "breakdown_field_ids": [Command.link(self._field("email_from"))],
                "person_field_ids": [Command.link(self._field("email_from"))],
                "condition_field_ids": [Command.link(self._field("email_from"))],
            }
        )
        measure = self._measure(
            "Won by address",
            self.won.domain,
            breakdown_field_ids=[Command.link(self._field("email_from"))],
        )
        metric = self._metric("by_address", numerator_id=measure.id)
        self._make_known(metric)
        with self.assertRaisesRegex(AccessError, "Individual figures"):
            self._point(metric, self.reader, "email_from")
        self.assertTrue(self._point(metric, self.analyst, "email_from"))
        reader, span = Viewer(self.env, sees_people=False), Span.parse(self.env, *SPAN)
        spec = MetricSpec.of(metric)
        self.assertTrue(reader.hides(spec, "email_from", span), "history is personal")
        self.assertFalse(reader.hides(spec, None, span))
        named = self._measure("Of Ann", "[('email_from', 'ilike', 'ann')]")
        spec = MetricSpec.of(self._metric("of_ann", numerator_id=named.id))
        self.assertTrue(reader.hides(spec, None, span), "its condition names a person")
