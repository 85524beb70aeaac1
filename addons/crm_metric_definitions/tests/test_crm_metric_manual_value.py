from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged

from .common import MetricCase


@tagged("post_install", "-at_install")
class TestCrmMetricManualValue(MetricCase):
    """Figures from outside."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.db3 = cls._metric("db3", kind="manual", value_format="percent")
        cls.rows = cls.env["crm.metric.manual.value"].with_user(cls.author)
        cls.vals = {
            "metric_id": cls.db3.id,
            "period_start": "2026-01-01",
            "period_last": "2026-01-31",
            "source": "Accounting",
        }

    def _values(self):
        return [
            p["value"]
            for p in self.db3.evaluate("2026-01-01", "2026-02-01")[self.db3.id]
        ]

    def test_a_percentage_is_typed_and_shown_as_one(self):
        for typed, value, shown in (
            ("8", 0.08, "8 %"),
            ("8 %", 0.08, "8 %"),
            ("7,5 %", 0.075, "7.5 %"),
            ("120 %", 1.2, "120 %"),
            ("0", 0, "0 %"),
        ):
            row = self.rows.create({**self.vals, "figure": typed})
            self.assertAlmostEqual(row.value, value)
            self.assertEqual(row.figure, shown)
            self.assertEqual(self._values(), [row.value])
        for wrong in ("30 Tage", "48 ‰", "3 von 10", "viel", "+20 %"):
            with self.subTest(wrong), self.assertRaises(UserError):
                self.rows.create({**self.vals, "figure": wrong})
        with self.assertRaisesRegex(ValidationError, "8 %"):
            self.rows.create({**self.vals, "value": 8})

    def test_on_the_form_of_the_metric(self):
        with Form(self.db3.with_user(self.author)) as form:
            with form.manual_value_ids.new() as line:
                line.period_start = "2026-01-01"
                self.assertEqual(str(line.period_last), "2026-01-31")
                line.figure = "8"
                line.source = "Accounting"
        row = self.db3.manual_value_ids
        self.assertEqual((row.value, str(row.period_end)), (0.08, "2026-02-01"))
        self.assertEqual(str(row.period_last), "2026-01-31")

    def test_imported(self):
        names = ["metric_id/.id", "period_start", "period_last", "figure", "source"]
        row = [str(self.db3.id), "2026-01-01", "2026-01-31", "8", "Accounting"]
        result = self.rows.load(names, [row])
        self.assertFalse(result["messages"])
        self.assertAlmostEqual(self.rows.browse(result["ids"]).value, 0.08)

    def test_a_period_is_one_or_more_of_the_calendar(self):
        for frequency, first, last, accepted in (
            ("month", "2026-01-01", "2026-01-31", True),
            ("month", "2026-02-01", "2026-02-28", True),
            ("month", "2026-01-01", "2026-12-31", True),
            ("month", "2026-01-01", "2026-01-30", False),
            ("month", "2026-01-01", "2026-02-01", False),
            ("month", "2026-01-15", "2026-02-14", False),
            ("week", "2026-01-05", "2026-01-11", True),
            ("week", "2026-01-04", "2026-01-10", False),
            ("quarter", "2026-01-01", "2026-03-31", True),
            ("quarter", "2026-02-01", "2026-04-30", False),
            ("year", "2026-01-01", "2026-12-31", True),
            ("year", "2026-01-01", "2026-01-31", False),
        ):
            metric = self._metric(
                f"m_{frequency}_{first}_{last}".replace("-", "_"),
                kind="manual",
                frequency=frequency,
            )
            vals = {
                **self.vals,
                "metric_id": metric.id,
                "period_start": first,
                "period_last": last,
                "value": 1,
            }
            with self.subTest(f"{frequency} {first} {last}"):
                if accepted:
                    self.rows.create(vals)
                    continue
                with self.assertRaisesRegex(ValidationError, "never be found"):
                    self.rows.create(vals)
        with self.assertRaisesRegex(ValidationError, "ends after it begins"):
            self.rows.create({**self.vals, "period_last": "2025-12-31", "value": 0.1})

    def test_rows_are_never_changed_or_deleted(self):
        """Whoever asks, and with whatever rights."""
        row = self.rows.create({**self.vals, "figure": "8"})
        commands = (Command.delete(row.id), Command.update(row.id, {"value": 0.5}))
        for same in (row, row.sudo(), row.with_user(self.env.ref("base.user_root"))):
            with self.assertRaises(AccessError):
                same.write({"value": 0.5})
            with self.assertRaises(AccessError):
                same.unlink()
            for command in commands:
                with self.assertRaises(AccessError):
                    same.metric_id.write({"manual_value_ids": [command]})
        again = self.rows.create({**self.vals, "figure": "9"})
        self.assertEqual(self._values(), [0.09], "corrected by a new row")
        self.assertTrue((row | again).exists())

    def test_only_the_data_owner_enters_them(self):
        """By name: sudo does not make somebody the data owner."""
        vals = {**self.vals, "figure": "8"}
        for user in (self.reader, self.analyst, self.approver):
            for rows in (self.rows.with_user(user), self.rows.with_user(user).sudo()):
                with self.assertRaises(AccessError):
                    rows.create(vals)
                with self.assertRaises(AccessError):
                    rows.with_context(default_user_id=self.author.id).create(vals)
        row = self.rows.create({**vals, "user_id": self.reader.id})
        self.assertEqual(row.user_id, self.author)
        row = self.rows.with_context(default_value=0.9, default_date="2020-01-01")
        self.assertNotEqual(str(row.create(vals).date), "2020-01-01")
