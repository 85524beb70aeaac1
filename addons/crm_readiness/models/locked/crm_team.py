from odoo import api, models

from ...lib.lock import Reach
from .mail_alias import handling_team


class CrmTeam(models.Model):
    _name = "crm.team"
    _inherit = ["crm.readiness.lock.mixin", "crm.team"]

    _readiness_free_fields = frozenset(
        {
            "favorite_user_ids",  # everybody's own dashboard
            "is_favorite",  # the same, seen from one user
            "color",  # of the dashboard card
            "invoiced_target",  # a figure that sales managers set every month
        }
    )

    def _readiness_reach(self):
        return {
            team: Reach.of_teams(
                # 0 stands for a team that is about to be created
                {team._origin.id or 0: team.company_id._origin.id or None}
            )
            for team in self
        }

    @api.model_create_multi
    def create(self, vals_list):
        with handling_team():
            return super().create(vals_list)

    def unlink(self):
        with handling_team():
            return super().unlink()
