from odoo import api, models

from ...lib.lock import Reach
from .mail_alias import handling_team


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


class CrmTeamMember(models.Model):
    _name = "crm.team.member"
    _inherit = ["crm.readiness.lock.mixin", "crm.team.member"]

    def _readiness_reach(self):
        return {
            member: Reach.of_teams({team.id: team.company_id.id or None})
            for member in self
            if (team := member.crm_team_id._origin)
        }

    def _readiness_vals_are_free(self, vals):
        """Memberships of archived users may end: see `res.users.action_archive`."""
        if vals.keys() == {"active"} and not vals["active"] and self:
            return not any(self.sudo().user_id.mapped("active"))
        return super()._readiness_vals_are_free(vals)


class CrmLostReason(models.Model):
    _name = "crm.lost.reason"
    _inherit = ["crm.readiness.lock.mixin", "crm.lost.reason"]


class CrmRecurringPlan(models.Model):
    _name = "crm.recurring.plan"
    _inherit = ["crm.readiness.lock.mixin", "crm.recurring.plan"]
