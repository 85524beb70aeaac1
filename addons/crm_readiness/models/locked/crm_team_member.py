from odoo import models

from ...lib.lock import Reach


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
