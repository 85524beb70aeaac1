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
