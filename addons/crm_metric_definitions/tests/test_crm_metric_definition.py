from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .engine_case import SPAN, EngineCase

NAN, INF = float("nan"), float("inf")


@tagged("post_install", "-at_install")
class TestCrmMetricDefinition(EngineCase):
    def test_a_broken_metric_spoils_no_other(self):
        self._won("a", "2026-01-10 12:00:00")
        broken = self._measure("Broken", "[]")
        metric = self._metric("broken", numerator_id=broken.id)
        self.env.cr.execute(
            "UPDATE crm_metric_measure SET domain = %s WHERE id = %s",
            ("[('gone_field', '=', 1)]", broken.id),
        )
        broken.invalidate_recordset()
        found = (self.win_rate | metric).evaluate("2026-01-01", "2026-02-01")
        self.assertEqual(found[self.win_rate.id][0]["value"], 1.0)
        point = found[metric.id][0]
        self.assertEqual(point["status"], "not_measurable")
        self.assertIn("gone_field", point["note"])
        self.assertIsNone(point["value"])

    def test_a_removed_field_is_named(self):
        self.env.cr.execute(
            "UPDATE crm_metric_measure SET date_field_name = 'x_gone' WHERE id = %s",
            (self.won.id,),
        )
        self.won.invalidate_recordset()
        point = self.win_rate.evaluate(*SPAN)[self.win_rate.id][0]
        self.assertEqual(point["status"], "not_measurable")
        self.assertIn("x_gone", point["note"])

    def test_bad_conditions_are_refused_in_one_sentence(self):
        cases = {
            "__import__('os').system('true')": "cannot be read",
            "[('nothing', '=', 1)]": "nothing",
            "[('is_automated_probability', '=', True)]": "not stored",
            "[('user_id.nothing', '=', 1)]": "nothing",
            "[('name', 'sounds like', 'x')]": "condition",
            "[('name', '=']": "cannot be read",
            "[('user_id.password', '=', 'x')]": "may not read|not stored|condition",
        }
        for domain, words in cases.items():
            with (
                self.assertRaisesRegex(ValidationError, words, msg=domain),
                self.env.cr.savepoint(),
            ):
                self.won.with_user(self.author).domain = domain

    def test_nonsense_is_refused(self):
        for args in (
            ("2026-01-01", "2025-01-01"),
            ("not a day", "2026-01-01"),
            ("0001-01-01", "2026-01-01"),
            ("2026-01-01", "2026-02-01", "fortnight"),
        ):
            with self.assertRaises(UserError, msg=str(args)):
                self.win_rate.evaluate(*args)
        points = self.win_rate.evaluate(*SPAN, breakdown="name")[self.win_rate.id]
        self.assertEqual(points[0]["status"], "not_measurable")

    def test_coverage_adds_up(self):
        self._won("a", "2026-01-10 12:00:00")
        self._lost("b", "2026-01-11 12:00:00")
        self._lead("lead", type="lead", date_closed="2026-01-11 12:00:00")
        self._lead("undated", stage_id=self.stage_won.id, date_closed=None)
        entry = self.win_rate.coverage("2026-01-01", "2026-02-01")[self.win_rate.id]
        left_out = {row["reason"]: row["count"] for row in entry["left_out"]}
        self.assertEqual(left_out, {"other_type": 1, "no_date": 1})
        self.assertEqual(entry["counted"], 2)
        self.assertEqual(entry["population"], 4)
        action = self.win_rate.action_drill_down(
            "2026-01-01", "2026-02-01", "denominator", reason="no_date"
        )
        found = self.env["crm.lead"].with_context(active_test=False)
        self.assertEqual(found.search(action["domain"]).name, "undated")

    def test_sentence_is_built_from_the_computation(self):
        text = self.win_rate.sentence
        for word in ("Won", "Lost", "Closed Date", "Europe/Berlin", "do not count"):
            self.assertIn(word, text)
        self.closed.include_archived = False
        self.assertEqual(self.win_rate.sentence.count("do not count"), 2)

    def test_manual_figures_need_their_source(self):
        metric = self._metric("db3", kind="manual", value_format="percent")
        vals = {
            "metric_id": metric.id,
            "period_start": "2026-01-01",
            "period_end": "2026-02-01",
            "value": 0.08,
            "source": "Accounting",
        }
        rows = self.env["crm.metric.manual.value"]
        with self.assertRaises(AccessError):
            rows.with_user(self.reader).create(vals)
        metric.data_owner_id = False
        with self.assertRaises(AccessError):  # nobody's figures are not anybody's
            rows.with_user(self.reader).create(vals)
        metric.data_owner_id = self.author
        rows.with_user(self.author).create(vals)
        points = metric.evaluate("2026-01-01", "2026-03-01")[metric.id]
        self.assertEqual([p["value"] for p in points], [0.08, None])
        self.assertIn("Accounting", points[0]["note"])

    def test_a_figure_from_outside_belongs_to_the_company_of_its_metric(self):
        """Whichever company the data owner acts for at that moment."""
        own, other = self.env["res.company"].create([{"name": "A"}, {"name": "B"}])
        self.author.company_ids |= own | other
        metric = self._metric("db3", kind="manual", company_id=own.id)
        row = self.env["crm.metric.manual.value"].with_company(other)
        row = row.create(
            {
                "metric_id": metric.id,
                "period_start": "2026-01-01",
                "period_end": "2026-02-01",
                "value": 0.08,
                "source": "Accounting",
            }
        )
        self.assertEqual(row.company_id, own)
        points = metric.evaluate("2026-01-01", "2026-02-01")[metric.id]
        self.assertEqual(points[0]["value"], 0.08)

    def test_a_figure_from_outside_is_said_with_its_source(self):
        """Nothing is no zero, and a blank is no source."""
        metric = self._metric("db3", kind="manual")
        rows = self.env["crm.metric.manual.value"]
        vals = {
            "metric_id": metric.id,
            "period_start": "2026-01-01",
            "period_end": "2026-02-01",
            "source": "Accounting",
        }
        values = ({}, *({"value": value} for value in (None, False, "x", "nan", NAN)))
        for wrong in (
            *values,
            {"value": INF},
            {"value": -1e10},
            {"value": 1, "source": "  "},
        ):
            with self.subTest(str(wrong)), self.assertRaises(ValidationError):
                rows.create({**vals, **wrong})
        self.assertEqual(0, rows.create({**vals, "value": 0}).value)
