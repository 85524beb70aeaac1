from odoo import models

from .acting import running


class IrActionsServer(models.Model):
    _inherit = "ir.actions.server"

    def run(self):
        with running(self.env):
            return super().run()
