from odoo.exceptions import UserError


class GateClosed(UserError):
    """CRM configuration was refused because a gate is closed.

    A user error for every caller on the server. Its arguments are those of a
    ``RedirectWarning``, so that the web client shows a button to the gate.
    """

    def __init__(self, message, action=None, button=None, context=None):
        super().__init__(message)
        self.args = (message, action, button, context)

    def __str__(self):
        return self.args[0]
