from odoo import Command, api, models


class CrmMetricDemo(models.AbstractModel):
    """The demo company's advisor comes from outside."""

    _inherit = "crm.metric.demo"

    @api.model
    def _load_advisor(self):
        """Make the advisor of the demo project a portal user."""
        if not self._missing("crm_readiness_portal", "user_advisor"):
            portal = self.env.ref("base.group_portal")
            self._speaking()._user("advisor").group_ids = [Command.set(portal.ids)]
