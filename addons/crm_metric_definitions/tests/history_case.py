from unittest.mock import patch

from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.tests import tagged

from .check_case import CheckCase


@tagged("slow")  # half of the time that the tests of this addon take
class HistoryCase(CheckCase):
    """The win rate of CheckCase, moved to the last closed month, and known."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        this_month = fields.Date.today().replace(day=1)
        cls.start = this_month - relativedelta(months=1)
        cls.end = this_month
        cls.env.flush_all()
        cls.env.cr.execute(
            "UPDATE crm_lead SET date_closed = %s, create_date = %s"
            " WHERE date_closed IS NOT NULL",
            (cls.start + relativedelta(days=10), cls.start + relativedelta(days=9)),
        )
        cls.env.invalidate_all()
        cls.env["ir.config_parameter"].set_param(
            "crm_metric_definitions.history_months", 3
        )
        cls.team = cls.env["crm.team"].create({"name": "Two people"})
        cls.solo = cls.env["crm.team"].create({"name": "One person"})
        Member = cls.env["crm.team.member"]
        for team, user in (
            (cls.team, cls.ann),
            (cls.team, cls.ben),
            (cls.solo, cls.cem),
        ):
            Member.create({"crm_team_id": team.id, "user_id": user.id})
        leads = cls.env["crm.lead"].with_context(active_test=False)
        for lead in leads.search([("user_id", "in", cls.people.ids)]):
            lead.team_id = cls.solo if lead.user_id == cls.cem else cls.team
        cls.env.flush_all()

    def setUp(self):
        super().setUp()
        # fewer records than the shipped policy asks for are enough here
        policies = self.env["crm.metric.check.policy"].with_user(self.author)
        self._approve(policies.create({"min_sample": 5}))
        self._approve(self.win_rate)
        self._closed(date_from=self.start, date_to=self.end)
        self.assertTrue(self.win_rate.is_known)

    def _record(self, seconds=lambda: 1.0):
        """Record as in another night, without the commits of the nightly job.

        :param seconds: function that says what is left to the job after a unit
        """
        self.env["crm.metric.recording"].search([]).done_on = False
        self._go_on(seconds)

    def _go_on(self, seconds=lambda: 1.0):
        """Run the job once more in the same night."""

        def progress(_cron, processed=0, **_options):
            return seconds() if processed else 1.0

        with patch.object(type(self.env["ir.cron"]), "_commit_progress", progress):
            self.env["crm.metric.definition"]._cron_record_history()

    def _rows(self, breakdown="", metric=None, **more):
        domain = [
            ("metric_id", "=", (metric or self.win_rate).id),
            ("breakdown", "=", breakdown),
            *((name, "=", value) for name, value in more.items()),
        ]
        return self.env["crm.metric.value"].search(domain, order="period_start, label")

    def _back_date(self, count=1):
        """Move lost opportunities of the closed month one month back."""
        lost = (
            self.env["crm.lead"]
            .with_context(active_test=False)
            .search(
                [("won_status", "=", "lost"), ("date_closed", ">=", self.start)],
                limit=count,
            )
        )
        self.env.cr.execute(
            "UPDATE crm_lead SET date_closed = date_closed - interval '1 month'"
            " WHERE id IN %s",
            (tuple(lost.ids),),
        )
        self.env.invalidate_all()
        return lost
