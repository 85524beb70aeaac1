from odoo import models


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    def session_info(self):
        """Tell the web client which models can be locked: it asks about these only."""
        info = super().session_info()
        if self.env.user._is_internal():
            names = self.env["crm.readiness.lock.mixin"]._readiness_models()
            info["crm_readiness_locked_models"] = sorted(names)
        return info
