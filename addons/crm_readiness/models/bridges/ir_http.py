from odoo import models


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    def session_info(self):
        """Tell the web client for which models it has to ask about a lock."""
        info = super().session_info()
        if self.env.user._is_internal():
            mixin = "crm.readiness.lock.mixin"
            models_ = self.env.registry.descendants([mixin], "_inherit")
            info["crm_readiness_locked_models"] = sorted(set(models_) - {mixin})
        return info
