from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_datetime

from odoo.addons.crm_metric_definitions.public import append, arguments


class CrmReadinessDecision(models.Model):
    """What a gate keeper has decided, with the gate report of that moment.

    `crm.readiness.project.decide` creates the rows, and nothing changes them.
    """

    _name = "crm.readiness.decision"
    _inherit = ["crm.append.only.mixin"]
    _description = "Gate Decision"
    _order = "id desc"

    project_id = fields.Many2one(
        "crm.readiness.project", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(related="project_id.company_id", store=True)
    phase_id = fields.Many2one(
        "crm.readiness.phase", required=True, index=True, ondelete="restrict"
    )
    kind = fields.Selection(
        [
            ("go", "Go"),
            ("conditional", "Conditional go"),
            ("hold", "Hold"),
            ("recycle", "Recycle"),
        ],
        string="Decision",
        required=True,
    )
    segment_ids = fields.Many2many(
        "crm.goal.segment",
        "crm_readiness_decision_segment_rel",
        string="Process segments",
        help="The segments in scope that this decision speaks about.",
    )
    user_id = fields.Many2one(
        "res.users", string="Decided by", required=True, ondelete="restrict"
    )
    date = fields.Datetime(required=True, default=fields.Datetime.now)
    minutes = fields.Text()
    condition_ids = fields.One2many(
        "crm.readiness.condition", "decision_id", string="Conditions"
    )
    report = fields.Json(string="Gate report at that moment")

    @api.depends("kind", "phase_id", "date")
    @api.depends_context("lang", "tz")
    def _compute_display_name(self):
        for decision in self:
            decision.display_name = self.env._(
                "%(phase)s: %(decision)s on %(date)s",
                phase=decision.phase_id.name,
                decision=decision._kind_name(),
                date=format_datetime(self.env, decision.date, dt_format="short"),
            )

    def _kind_name(self):
        """Return the decision in the reader's language, as in “Conditional go”."""
        return self._fields["kind"].convert_to_export(self.kind, self)


class CrmReadinessCondition(models.Model):
    """A condition of a conditional go. The gate closes if its date is missed."""

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
            # a confirmation after the date changes nothing: only a new decision helps
            dates = condition.fulfilment_ids.mapped("date")
            day = min(dates).date() if dates else today
            if condition.due_date and condition.due_date < day:
                condition.state = "missed"
            else:
                condition.state = "fulfilled" if dates else "open"

    def action_fulfil(self, comment=None):
        """Confirm the condition as a gate keeper who is not the project's owner."""
        comment = arguments.text(self.env, "comment", comment, optional=True)
        for condition in arguments.saved(self):
            project = condition.decision_id.project_id
            project._check_gate_keeper()
            project._check_logged_in()
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
