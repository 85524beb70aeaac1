from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.crm_metric_definitions.public import append


class CrmReadinessCondition(models.Model):
    """A condition of a conditional go. If its date is missed, the gate closes."""

    _name = "crm.readiness.condition"
    _inherit = ["crm.append.only.mixin"]
    _description = "Condition of a Conditional Go"
    _order = "due_date, id"

    decision_id = fields.Many2one(
        "crm.readiness.decision", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="decision_id.company_id", store=True)
    name = fields.Char(string="Condition", required=True)
    due_date = fields.Date(required=True)
    fulfilment_ids = fields.One2many("crm.readiness.fulfilment", "condition_id")
    state = fields.Selection(
        [("open", "Open"), ("fulfilled", "Fulfilled"), ("missed", "Missed")],
        compute="_compute_state",
    )

    @api.depends("due_date", "fulfilment_ids.date")
    def _compute_state(self):
        today = fields.Date.today()
        for condition in self:
            # a late confirmation does not help: only a new decision opens the gate
            dates = condition.fulfilment_ids.mapped("date")
            day = min(dates).date() if dates else today
            if condition.due_date and condition.due_date < day:
                condition.state = "missed"
            else:
                condition.state = "fulfilled" if dates else "open"

    def action_fulfil(self, comment=None):
        """Confirm, as a gate keeper who is not the owner, that it is fulfilled."""
        for condition in self:
            project = condition.decision_id.project_id
            project._check_gate_keeper()
            if condition.fulfilment_ids:
                raise UserError(
                    self.env._("“%s” is already confirmed.", condition.name)
                )
        append(
            self.env["crm.readiness.fulfilment"],
            [
                {
                    "condition_id": condition.id,
                    "user_id": self.env.uid,
                    "comment": comment,
                }
                for condition in self
            ],
        )
        return True


class CrmReadinessFulfilment(models.Model):
    """A gate keeper has confirmed that a condition is fulfilled."""

    _name = "crm.readiness.fulfilment"
    _inherit = ["crm.append.only.mixin"]
    _description = "Fulfilled Condition"
    _order = "id desc"
    _rec_name = "date"

    condition_id = fields.Many2one(
        "crm.readiness.condition", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="condition_id.company_id", store=True)
    user_id = fields.Many2one(
        "res.users", string="By", required=True, ondelete="restrict"
    )
    date = fields.Datetime(required=True, default=fields.Datetime.now)
    comment = fields.Text()
