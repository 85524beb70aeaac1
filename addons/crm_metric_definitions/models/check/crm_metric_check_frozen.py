from odoo import api, models
from odoo.exceptions import UserError

#: set by the buttons only; nobody writes them, whatever the door
OUTCOME = frozenset(
    {
        "state",
        "round",
        "opened_on",
        "closed_on",
        "closed_by_id",
        "fingerprint",
        "content",
        "result",
        "findings",
        "own_findings",
        "valid_until",
        "people_forgotten_on",
    }
)
#: what may still change once people were asked
FREE = ("message_", "activity_", "my_activity_", "website_message_")


class CrmMetricCheck(models.Model):
    """What nobody changes by hand: an outcome, and what was asked once it began."""

    _inherit = "crm.metric.check"

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if OUTCOME.intersection(vals):
                raise UserError(self._outcome_error())
        return super().create(vals_list)

    def write(self, vals):
        if OUTCOME.intersection(vals):
            raise UserError(self._outcome_error())
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

    def _outcome_error(self):
        return self.env._("A check's state and result come from its own buttons only.")


def set_outcome(checks, vals):
    """Write what only a check's own buttons may write.

    No method, so neither RPC nor an import can reach it.
    """
    super(CrmMetricCheck, checks.sudo()).write(vals)
