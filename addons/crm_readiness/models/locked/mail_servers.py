from odoo import models

from ...lib.lock import EVERYWHERE

#: where mails come from, and what becomes of them
LOCKED = {
    "active",
    "is_ssl",
    "object_id",
    "port",
    "server",
    "server_type",
    "state",
    "user",
}


class FetchmailServer(models.Model):
    """Incoming mail servers that create leads are locked.

    Free are a new password and what each fetch writes: its date, its errors, and the
    state of a server that has failed for days.
    """

    _name = "fetchmail.server"
    _inherit = ["crm.readiness.lock.mixin", "fetchmail.server"]

    _readiness_all_records = False

    def _readiness_vals_are_free(self, vals):
        changed = vals.keys() & LOCKED
        if vals.get("state") == "draft":
            changed -= {"state"}
        return not changed

    def _readiness_reach(self):
        is_crm = self._readiness_is_crm
        return {
            server: EVERYWHERE
            for server in self
            if is_crm(server.object_id._origin.model or "")
        }
