from odoo.exceptions import UserError


class GateClosed(UserError):
    """CRM configuration was refused because a gate is closed.

    Callers on the server handle it as a user error. Its arguments are those of a
    ``RedirectWarning``: ``static/src/lock/gate_closed_dialog.js`` reads them in the
    web client and shows a button to the gate.
    """

    def __init__(self, message, action=None, button=None, context=None):
        super().__init__(message)
        self.args = (message, action, button, context)

    def __str__(self):
        return self.args[0]
