from .common import MetricCase

MARCH = ("2026-03-01", "2026-04-01")


class BadInputCase(MetricCase):
    """A count of won opportunities, and ways to ask for it and to break it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["crm.lead"].with_context(active_test=False).search([]).unlink()
        cls.stage_won = cls.env["crm.stage"].search([("is_won", "=", True)], limit=1)
        cls.count = cls._metric("count_won", numerator_id=cls.won.id)

    def _won(self, name="won", closed="2026-03-10 12:00:00", **vals):
        return self._lead(name, stage_id=self.stage_won.id, date_closed=closed, **vals)

    def _point(self, metric, span=MARCH, **options):
        (point,) = metric.evaluate(*span, "total", **options)[metric.id]
        return point

    def _break(self, measure, **columns):
        """Change a measure behind the back of its constraints."""
        for column, value in columns.items():
            self.env.cr.execute(
                f"UPDATE crm_metric_measure SET {column} = %s WHERE id = %s",
                (value, measure.id),
            )
        measure.invalidate_recordset()
