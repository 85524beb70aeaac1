from odoo import api, models
from odoo.exceptions import UserError

#: beginnings of the names of fields that may change at any time
FREE = ("message_", "activity_", "my_activity_", "website_message_")


class CrmMetricCheck(models.Model):
    """Write protection: the question once the check is open, all of it once closed.

    The outcome is protected always: its fields are set by the system only.
    """

    _inherit = "crm.metric.check"

    def write(self, vals):
        fixed = [name for name in vals if not name.startswith(FREE)]
        for check in self:
            if check.state == "closed" and fixed:
                raise UserError(
                    self.env._(
                        "“%s” is closed: its result stays as it is. Start a new check.",
                        check.display_name,
                    )
                )
            if check.state != "draft" and set(fixed) - {"note", "responsible_id"}:
                raise UserError(
                    self.env._(
                        "“%s” has begun: what is asked, of whom and by which limits is"
                        " fixed. Cancel it and start a new one.",
                        check.display_name,
                    )
                )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_begun(self):
        begun = self.filtered(lambda check: check.state != "draft")
        if begun:
            raise UserError(
                self.env._(
                    "“%s” has begun and stays as evidence: cancel it instead.",
                    begun[0].display_name,
                )
            )
