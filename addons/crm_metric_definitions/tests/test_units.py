from freezegun import freeze_time

from odoo.tests import tagged

from .engine_case import EngineCase


@tagged("post_install", "-at_install")
class TestUnits(EngineCase):
    """Per week, month or year: a whole calendar period counts as one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["crm.salesperson.period"].sudo().search([]).unlink()
        cls.env["crm.salesperson.period"].sudo().create(
            [
                {
                    "user_id": user.id,
                    "team_id": cls.team.id,
                    "date_from": since,
                    "recorded_from": since,
                }
                for user, since in ((cls.ann, "2020-01-01"), (cls.bob, "2024-02-15"))
            ]
        )
        for month, count in ((1, 6), (2, 4), (3, 8)):
            for number in range(count):
                cls._closed(f"{month} {number}", f"2024-{month:02}-16 12:00")

    @classmethod
    def _closed(cls, name, closed):
        cls._lead(
            name,
            user_id=cls.ann.id,
            team_id=cls.team.id,
            stage_id=cls.stage_won.id,
            date_closed=closed,
        )

    def _per(self, unit, **vals):
        return self._metric(
            f"per_{unit}", numerator_id=self.won.id, normalise_per=unit, **vals
        )

    def _series(self, metric, *span):
        return [point["value"] for point in metric.evaluate(*span)[metric.id]]

    def test_a_month_is_a_month(self):
        metric = self._per("month")
        self.assertEqual(
            self._series(metric, "2024-01-01", "2024-04-01"), [6.0, 4.0, 8.0]
        )
        for span, value in (
            (("2024-01-01", "2024-04-01"), 6.0),
            (("2024-02-01", "2024-03-01"), 4.0),
            (("2024-01-15", "2024-02-15"), 6 / (17 / 31 + 14 / 29)),
        ):
            self.assertEqual(self._series(metric, *span, "total"), [value])

    def test_a_year_is_a_year(self):
        metric = self._per("year")
        for span in (("2024-01-01", "2025-01-01"), ("2024-01-01", "2024-07-01")):
            days = 366 if span[1] == "2025-01-01" else 182
            (value,) = self._series(metric, *span, "total")
            self.assertAlmostEqual(value, 18 / (days / 366), 12)
        self.assertEqual(
            self._series(metric, "2023-01-01", "2025-01-01", "year")[-1], 18.0
        )

    def test_a_week_is_seven_days_wherever_it_begins(self):
        for start in "17":
            metric = self._metric(
                f"week_{start}",
                numerator_id=self.won.id,
                normalise_per="week",
                week_start=start,
            )
            (value,) = self._series(metric, "2024-02-12", "2024-02-26", "total")
            self.assertEqual(value, 2.0)

    def test_person_months(self):
        """Bob joins on the 15th of February, one of 29 days."""
        metric = self._per("month", per_salesperson=True)
        persons = [1.0, 1.0 + 15 / 29, 2.0]
        self.assertEqual(
            self._series(metric, "2024-01-01", "2024-04-01"),
            [count / each for count, each in zip((6, 4, 8), persons, strict=True)],
        )
        (value,) = self._series(metric, "2024-01-01", "2024-04-01", "total")
        self.assertAlmostEqual(value, 18 / sum(persons), 12)
        values = {
            point["label"]: point["denominator"]
            for point in metric.with_user(self.analyst).evaluate(
                "2024-02-01", "2024-03-01", "month", "user"
            )[metric.id]
        }
        self.assertEqual(values[self.bob.name], 15 / 29)
        self.assertEqual(values[self.ann.name], 1.0)

    def test_of_a_running_month_the_days_until_today(self):
        with freeze_time("2024-02-16 12:00"):
            metric = self._per("month")
            (point,) = metric.evaluate("2024-02-01", "2024-03-01")[metric.id]
            self.assertEqual(point["value"], 4 / (16 / 29))
            self.assertTrue(point["running"])

    def test_the_sentence_says_so(self):
        for unit in ("week", "month", "year"):
            self.assertIn(
                f"Per {unit}: a whole "
                + (unit if unit == "week" else f"calendar {unit}")
                + " counts as one, a part of it by its share of days.",
                self._per(unit).sentence,
            )
