from odoo import Command, api, models


class CrmReadinessDemo(models.AbstractModel):
    """The demo company's advisor comes from outside."""

    _inherit = "crm.readiness.demo"

    @api.model
    def _load_advisor(self):
        """Make the advisor of the demo project a portal user."""
        company = self.env["crm.metric.demo"]._speaking()
        company._check_demo_mode("crm_readiness_portal")
        portal = self.env.ref("base.group_portal")
        company._user("advisor").group_ids = [Command.set(portal.ids)]
