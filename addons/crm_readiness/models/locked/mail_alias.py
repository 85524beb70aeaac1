from contextlib import contextmanager
from contextvars import ContextVar

from odoo import models

from ...lib.lock import EVERYWHERE, Reach

_handling_team = ContextVar("crm_readiness_handling_team", default=False)


@contextmanager
def handling_team():
    """Leave aliases of a team alone while Odoo creates or deletes that team.

    Odoo creates the alias before its team and deletes it after the team. At both
    moments the alias names no team, so it would count as an alias of the whole CRM,
    and creating a team of a company without any lock would be refused. The lock has
    checked the team itself. Only Python code can set this: no RPC, no server action.
    """
    token = _handling_team.set(True)
    try:
        yield
    finally:
        _handling_team.reset(token)


class MailAlias(models.Model):
    """Addresses whose mails become leads."""

    _name = "mail.alias"
    _inherit = ["crm.readiness.lock.mixin", "mail.alias"]

    _readiness_all_records = False

    _readiness_free_fields = frozenset({"alias_status"})  # kept by incoming mail

    def _readiness_vals_are_free(self, vals):
        """Odoo gives the first mail domain to all aliases that have none.

        The domain serves all apps, and no alias gets another name or purpose.
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
