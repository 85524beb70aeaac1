from dateutil.relativedelta import relativedelta

from odoo import fields

from .common import MetricCase


class UnderstandingCase(MetricCase):
    """Opportunities by month, person and source."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ann = cls._user("ann", "group_metric_user")
        cls.ben = cls._user("ben", "group_metric_user")
        cls.end = fields.Date.today().replace(day=1)
        cls.intake = cls._measure("Intake", date="date_intake")
        cls.count = cls._metric("intake_test", numerator_id=cls.intake.id)
        cls.stage_won = cls.env["crm.stage"].search([("is_won", "=", True)], limit=1)
        cls.web, cls.fair = cls.env["utm.source"].create(
            [{"name": "Web"}, {"name": "Fair"}]
        )

    def _intakes(self, counts):
        """Create so many opportunities in each of the newest closed months."""
        first = self.end - relativedelta(months=len(counts))
        for place, count in enumerate(counts):
            day = first + relativedelta(months=place, days=5)
            self.env["crm.lead"].create(
                [
                    {
                        "name": f"{place}/{number}",
                        "type": "opportunity",
                        "date_intake": f"{day} 12:00:00",
                    }
                    for number in range(count)
                ]
            )

    def _closed_leads(self, month, user, won, lost, source=None):
        day = self.end - relativedelta(months=month) + relativedelta(days=5)
        leads = self.env["crm.lead"].create(
            [
                {
                    "name": f"{user.name} {month} {number}",
                    "type": "opportunity",
                    "user_id": user.id,
                    "source_id": source and source.id,
                    **({"stage_id": self.stage_won.id} if number < won else {}),
                }
                for number in range(won + lost)
            ]
        )
        leads[won:].action_set_lost()
        self.env.flush_all()
        if leads:
            self.env.cr.execute(
                "UPDATE crm_lead SET date_closed = %s WHERE id IN %s",
                (f"{day} 12:00:00", tuple(leads.ids)),
            )
        self.env.invalidate_all()

    def _months(self, month, count=1):
        start = self.end - relativedelta(months=month)
        return [str(start), str(start + relativedelta(months=count))]
