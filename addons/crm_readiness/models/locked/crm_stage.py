from odoo import models

from ...lib.lock import Reach


class CrmStage(models.Model):
    _name = "crm.stage"
    _inherit = ["crm.readiness.lock.mixin", "crm.stage"]

    def _readiness_reach(self):
        """A stage acts on its teams, or on all of them if it names none."""
        return {
            stage: Reach.of_teams(
                {team.id: team.company_id.id or None for team in teams},
                stage._origin.id or None,
            )
            if (teams := stage.team_ids._origin)
            else Reach(stage_id=stage._origin.id or None)
            for stage in self
        }
