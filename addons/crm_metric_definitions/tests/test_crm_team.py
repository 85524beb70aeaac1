from dataclasses import replace

from freezegun import freeze_time

from odoo.tests import tagged

from ..engine.metric_spec import MetricSpec
from .common import MetricCase


def known_specs(metrics):
    """What ``_metric_specs`` returns where all metrics are known."""
    return {m.id: replace(MetricSpec.of(m), is_known=True) for m in metrics}


@tagged("post_install", "-at_install")
class TestCrmTeam(MetricCase):
    def _team(self, name, won, lost):
        """A team that closes as many opportunities each month of a year."""
        team = self.env["crm.team"].create({"name": name})
        for login in ("a", "b"):
            user = self._user(f"{name}_{login}".lower())
            vals = {"crm_team_id": team.id, "user_id": user.id}
            self.env["crm.team.member"].create(vals)
        stage = self.env["crm.stage"].search([("is_won", "=", True)], limit=1)
        for month in range(12):
            closed = f"2025-{month + 1:02}-10 12:00:00"
            vals = {"team_id": team.id, "date_intake": closed}
            for number in range(won + month % 2):
                self._lead(f"w{number}", stage_id=stage.id, date_closed=closed, **vals)
            for number in range(lost):
                ended = {"active": False, "probability": 0, "date_closed": closed}
                self._lead(f"l{number}", **ended, **vals)
        return team

    @freeze_time("2026-01-15 12:00:00")
    def test_a_card_says_what_is_more_than_noise(self):
        north = self._team("North", 1, 3)
        south = self._team("South", 1, 3)
        west = self._team("West", 5, 3)
        team = (north | south | west).with_user(self.reader)
        self.win_rate.on_team_card = True
        self.assertFalse(any(team.mapped("metric_figures")))
        self.patch(
            type(self.env["crm.metric.definition"]),
            "_metric_specs",
            known_specs,
        )
        team.invalidate_recordset()
        (line,) = team[2].metric_figures
        self.assertEqual(line["value"], "64.7 %")
        self.assertEqual(line["period"], "01/01/2025 – 12/31/2025")
        self.assertEqual(
            line["note"], "102 records; above the other teams, more than noise"
        )
        (line,) = team[0].metric_figures
        self.assertIn("below the other teams", line["note"])
        (west.with_context(active_test=False)).active = False
        self.env["crm.lead"].with_context(active_test=False).search(
            [("team_id", "=", west.id)]
        ).unlink()
        team.invalidate_recordset()
        (line,) = team[0].metric_figures
        self.assertIn("no difference beyond noise", line["note"])

    @freeze_time("2026-01-15 12:00:00")
    def test_a_card_says_nothing_that_nobody_can_tell(self):
        team = self._team("North", 1, 3).with_user(self.reader)
        self.win_rate.on_team_card = True
        self.patch(
            type(self.env["crm.metric.definition"]),
            "_metric_specs",
            known_specs,
        )
        self.assertFalse(team.metric_figures, "no other team to compare with")
