from datetime import date

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .bad_input_case import MARCH, BadInputCase


@tagged("post_install", "-at_install")
class TestBadQuestion(BadInputCase):
    """What somebody may send to the public methods."""

    def test_far_and_impossible_dates(self):
        self._won()
        for span in (
            ("1899-12-31", "1950-01-01"),
            ("2026-01-01", "2200-01-02"),
            ("2026-01-01", "9999-12-31"),
            ("2026-02-30", "2026-03-01"),
            ("2026-04-01", "2026-04-01"),
            ("2026-04-01", "2026-03-01"),
            ("", ""),
            (None, "2026-04-01"),
            (False, False),
            (1, 2),
            ([], {}),
            ("2026", "2027"),
            ("'; DROP TABLE crm_lead; --", "2026-04-01"),
        ):
            for name in ("evaluate", "coverage", "action_drill_down"):
                with self.subTest(f"{name}{span}"), self.assertRaises(UserError):
                    getattr(self.count, name)(*span)

    def test_the_ends_of_time(self):
        self._won("old", "1900-01-01 12:00:00")
        self._won("far", "2199-12-31 12:00:00")
        points = self.count.evaluate("1900-01-01", "2200-01-01", "year")[self.count.id]
        self.assertEqual(300, len(points))
        self.assertEqual((1.0, "1900-01-01"), _value(points[0]))
        self.assertEqual((0.0, "1901-01-01"), _value(points[1]))
        self.assertEqual((None, "2199-01-01"), _value(points[-1]))
        with self.assertRaisesRegex(UserError, "Too many periods"):
            self.count.evaluate("1900-01-01", "2200-01-01", "day")
        (point,) = self.count.evaluate(date(1900, 1, 1), date(2200, 1, 1), "total")[
            self.count.id
        ]
        self.assertEqual(2.0, point["value"])

    def test_granularities_and_breakdowns_that_do_not_exist(self):
        for granularity in ("Month", "", None, 5, [], "month; --"):
            with self.subTest(granularity), self.assertRaises(UserError):
                self.count.evaluate(*MARCH, granularity)
        for breakdown in (
            "nothing",
            "user_id; --",
            5,
            ["user"],
            {"a": 1},
            "name",
            True,
        ):
            with self.subTest(breakdown):
                point = self._point(self.count, breakdown=breakdown)
                self.assertEqual("not_measurable", point["status"])
                self.assertIn("broken down", point["note"])

    def test_charts_of_spans_that_do_not_exist(self):
        month = ("2026-03-01", "2026-04-01")
        for ask in (
            lambda: self.count.process_limits(None, "soon"),
            lambda: self.count.process_limits("soon", "later"),
            lambda: self.count.process_limits(*month, ["month"]),
        ):
            with self.assertRaises(UserError):
                ask()
        ratio = self.count.copy(
            {"kind": "ratio", "denominator_id": self.count.numerator_id.id}
        )
        for before, after in ((None, month), (month, month[:1]), (5, "x")):
            with self.subTest(str((before, after))), self.assertRaises(UserError):
                ratio.decompose_change(before, after, "team")

    def test_arguments_of_another_kind_get_one_sentence(self):
        metric = self.count.with_user(self.author)
        decide = self.count.with_user(self.approver)
        check = self.env["crm.metric.check"].with_user(self.author)
        check = check.create({"metric_id": metric.id, "participant_ids": self.author})
        check.action_open()
        for place, (method, *args) in enumerate(
            (
                *((metric.history, *MARCH, "month", odd) for odd in ({"a": 1}, 7, [1])),
                (metric.history, None, {}),
                (metric.history, *MARCH, {}),
                *((metric.format_value, odd) for odd in ("x", {1: 2}, float("nan"))),
                *((metric.latest_points, odd) for odd in ("x", 0, 10**9, None, [])),
                *((metric.action_request_approval, odd) for odd in (7, {1: 2}, [1])),
                *(
                    (metric.action_request_approval, None, odd)
                    for odd in ("x", 10**6, -1, True, [self.approver.id], {1: 2})
                ),
                *((decide.action_approve, odd) for odd in (7, {1: 2}, ["x"])),
                *((decide.action_reject, odd) for odd in (7, {1: 2}, ["x"], "")),
                *((metric.process_chart, odd) for odd in ({}, None, 7, "total")),
                *((metric.process_limits, None, None, odd) for odd in ({}, None, 7)),
                *((metric.coverage, odd, odd) for odd in ({}, None, 7, [])),
                *((metric.pareto_chart, odd, odd, "team") for odd in ({}, None, 7)),
                (metric.pareto_chart, "2026-03-01", "2026-03-01", "team"),
                *((check.answer, odd, True) for odd in ("x", None, {}, [1], 10**9)),
                *((check.answer, 1, odd) for odd in ("x", None, {}, 1)),
            )
        ):
            with (
                self.subTest(f"{place} {method.__name__}{args}"),
                self.assertRaises(UserError) as caught,
                self.env.cr.savepoint(),
            ):
                method(*args)
            self.assertLess(len(str(caught.exception)), 300)
        for odd in ({}, None, 7, ["x"]):
            self.assertFalse(metric.by_code(odd))
        for odd in ({"a": 1}, 7, ["team"]):
            self.assertEqual(
                metric.pareto_chart(*MARCH, odd)["problem"],
                f"Measure “{self.won.name}”: it cannot be broken down by “{odd}”.",
            )

    def test_the_dialog_decides_on_what_exists(self):
        dialogs = self.env["crm.approval.wizard"].with_user(self.author)
        for model, ids in (("no.model", [1]), ("res.partner", [1])):
            dialog = dialogs.create({"res_model": model, "res_ids": ids})
            self.assertFalse(dialog._records())
            self.assertTrue(dialog.candidate_ids)
        for ids in ("x", {"a": 1}, [[1], "x"]):
            dialog = dialogs.create({"res_model": self.count._name, "res_ids": ids})
            self.assertFalse(dialog._records())

    def test_drill_downs_that_do_not_exist(self):
        drill = self.count.action_drill_down
        for options in (
            {"side": "nothing"},
            {"side": None},
            {"side": "denominator"},
            {"side": []},
            {"reason": "nothing"},
            {"reason": ["counted"]},
            {"breakdown": "nothing", "breakdown_id": 1},
            {"breakdown": ["team"], "breakdown_id": 1},
            {"breakdown": {}, "breakdown_id": 1, "side": "denominator"},
            {"breakdown": "team", "breakdown_id": "x' OR 1=1"},
            {"breakdown": "team", "breakdown_id": {}},
            {"breakdown": "team", "breakdown_id": [1]},
        ):
            with self.subTest(str(options)), self.assertRaises(UserError):
                drill(*MARCH, **options)
        with self.assertRaises(AccessError):
            drill(*MARCH, breakdown="user", breakdown_id=1)


def _value(point):
    return point["value"], point["period_start"]
