from freezegun import freeze_time

from odoo.tests import tagged

from ..engine.metric_spec import MetricSpec
from .common import MetricCase


@tagged("post_install", "-at_install")
class TestCrmTeam(MetricCase):
    @freeze_time("2026-02-15 12:00:00")
    def test_only_official_figures_reach_the_card(self):
        team = self.env["crm.team"].create({"name": "North"})
        for name in ("ann", "bob"):
            self.env["crm.team.member"].create(
                {"crm_team_id": team.id, "user_id": self._user(name).id}
            )
        stage = self.env["crm.stage"].search([("is_won", "=", True)], limit=1)
        self._lead(
            "w",
            team_id=team.id,
            stage_id=stage.id,
            date_closed="2026-01-10 12:00:00",
        )
        self.win_rate.on_team_card = True
        self.assertFalse(team.with_user(self.reader).metric_figures)
        self.patch(
            type(self.env["crm.metric.definition"]),
            "_metric_specs",
            lambda metrics: {m.id: MetricSpec.of(m, is_known=True) for m in metrics},
        )
        team.invalidate_recordset()
        self.assertEqual(
            team.with_user(self.reader).metric_figures,
            [{"name": "Win Rate Test", "value": "100.0 %"}],
        )
