from contextlib import contextmanager
from contextvars import ContextVar

from odoo import api, models

from ...lib.lock import EVERYWHERE, Reach

_handling_team = ContextVar("crm_readiness_handling_team", default=False)


@contextmanager
def handling_team():
    """Do not lock the alias of a team while Odoo creates or deletes that team.

    Odoo creates the alias before its team and deletes it after the team. At both
    moments the alias names no team and would count as an alias of the whole CRM. Then
    a company without any lock could not create a team. The lock checks the team
    itself. Neither RPC nor a server action can set this variable.
    """
    token = _handling_team.set(True)
    try:
        yield
    finally:
        _handling_team.reset(token)


class MailAlias(models.Model):
    """Addresses whose mails become leads are locked."""

    _name = "mail.alias"
    _inherit = ["crm.readiness.lock.mixin", "mail.alias"]

    _readiness_all_records = False

    _readiness_free_fields = frozenset({"alias_status"})  # kept by incoming mail

    def _readiness_vals_are_free(self, vals):
        """Allow Odoo to give the first mail domain to all aliases without a domain.

        All apps need that domain, and no alias changes its name or purpose.
        """
        if vals.keys() == {"alias_domain_id"} and vals["alias_domain_id"]:
            domains = self.env["mail.alias.domain"].sudo().search_count([], limit=2)
            if domains == 1 and not self.sudo().alias_domain_id:
                return True
        return super()._readiness_vals_are_free(vals)

    def _readiness_reach(self):
        reach = {}
        for alias in self:
            of_team = alias.alias_parent_model_id.model == "crm.team"
            team_id = of_team and alias.alias_parent_thread_id
            team = self.env["crm.team"].browse(team_id or ()).exists()
            if team:
                reach[alias] = Reach.of_teams({team.id: team.company_id.id or None})
            elif of_team and _handling_team.get():
                continue
            elif of_team or alias.alias_model_id.model == "crm.lead":
                reach[alias] = EVERYWHERE
        return reach


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
        """Allow to end memberships of archived users, as `res.users` does it."""
        if vals.keys() == {"active"} and not vals["active"] and self:
            return not any(self.sudo().user_id.mapped("active"))
        return super()._readiness_vals_are_free(vals)


class CrmLostReason(models.Model):
    _name = "crm.lost.reason"
    _inherit = ["crm.readiness.lock.mixin", "crm.lost.reason"]


class CrmRecurringPlan(models.Model):
    _name = "crm.recurring.plan"
    _inherit = ["crm.readiness.lock.mixin", "crm.recurring.plan"]
