from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.crm_metric_definitions.public import Part

from .gate import reread_trust

MAX_LOCK_HOURS = 72
MAX_CRITERION_DAYS = 180


def _criterion_name(entry):
    criteria = entry.env["crm.readiness.criterion"].with_context(active_test=False)
    return criteria.search([("code", "=", entry.value)], limit=1).name or entry.value


PARTS = (
    Part("project", "project_id"),
    Part("kind"),
    Part(
        "criterion",
        "criterion_id",
        read=lambda waiver: waiver.criterion_id.code or None,
        say=_criterion_name,
    ),
    Part("reason"),
    Part(
        "expiry",
        read=lambda waiver: fields.Datetime.to_string(waiver.expiry) or None,
    ),
    Part("hours", read=lambda waiver: waiver.hours if waiver.kind == "lock" else None),
)


class CrmReadinessWaiver(models.Model):
    """Somebody takes responsibility for something that is not met, for a limited time.

    Until the expiry a waived criterion counts as waived, never as met. A waived lock
    ("break glass") permits configuration for some hours after the approval. A gate
    keeper approves a waiver, but never his own.
    """

    _name = "crm.readiness.waiver"
    _inherit = ["mail.thread", "mail.activity.mixin", "crm.approval.mixin"]
    _description = "Waiver"
    _order = "id desc"

    _approval_group = "crm_readiness.group_gate_keeper"
    _approval_table = PARTS
    _approval_wording = ()
    _approval_wording_of = ("project_id", "criterion_id")

    project_id = fields.Many2one(
        "crm.readiness.project", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(related="project_id.company_id", store=True)
    kind = fields.Selection(
        [("criterion", "A criterion"), ("lock", "The lock (break glass)")],
        string="Waived",
        required=True,
        default="criterion",
    )
    criterion_id = fields.Many2one("crm.readiness.criterion", ondelete="restrict")
    reason = fields.Text(required=True)
    expiry = fields.Datetime(
        help="A waived criterion counts again from then on: at most half a year ahead."
    )
    hours = fields.Integer(
        default=4, help="The lock closes again this many hours after the approval."
    )
    valid_until = fields.Datetime(compute="_compute_valid_until")
    is_valid = fields.Boolean(string="Valid now", compute="_compute_valid_until")

    _criterion_check = models.Constraint(
        "CHECK ((kind = 'criterion') = (criterion_id IS NOT NULL))",
        "A waiver is about one criterion or about the lock.",
    )
    _end_check = models.Constraint(
        f"CHECK (CASE kind WHEN 'lock' THEN hours BETWEEN 1 AND {MAX_LOCK_HOURS}"
        " ELSE expiry IS NOT NULL END)",
        f"A waiver needs an end: an expiry date, or 1 to {MAX_LOCK_HOURS} hours for the"
        " lock.",
    )

    @api.depends("kind", "criterion_id")
    def _compute_display_name(self):
        for waiver in self:
            waiver.display_name = (
                self.env._("Break glass")
                if waiver.kind == "lock"
                else self.env._("Waiver: %s", waiver.criterion_id.name or "")
            )

    @api.depends("kind", "expiry", "hours", "is_approved", "approval_id")
    def _compute_valid_until(self):
        now = fields.Datetime.now()
        for waiver in self:
            until = waiver.expiry
            if waiver.kind == "lock":
                approved = waiver.sudo().approval_id.date
                until = approved and approved + timedelta(hours=waiver.hours)
            waiver.valid_until = until
            waiver.is_valid = bool(waiver.is_approved and until and until > now)

    def _running(self, kind=None):
        """Return the waivers that are valid now, computed anew."""
        waivers = self.filtered(lambda waiver: not kind or waiver.kind == kind)
        return reread_trust(waivers).filtered("is_valid")

    def _approval_objections(self, users):
        """Who owns or owned the project decides nothing that gets it going."""
        objections = super()._approval_objections(users)
        for waiver in self.sudo():
            project = waiver.project_id
            owners = project.owner_id | project.former_owner_ids
            for user in users.filtered(lambda user, of=owners: user in of):
                sentence = self.env._(
                    "You own or owned “%s”: another person has to decide.", project.name
                )
                objections.setdefault((waiver.id, user.id), sentence)
        return objections

    def _approval_problems(self):
        self.ensure_one()
        problems = super()._approval_problems()
        if not (self.reason or "").strip():
            problems.append(self.env._("Say why."))
        if self.kind == "criterion":
            ahead = self.expiry - fields.Datetime.now()
            if ahead <= timedelta(0):
                problems.append(self.env._("The expiry has passed."))
            elif ahead > timedelta(days=MAX_CRITERION_DAYS):
                problems.append(
                    self.env._(
                        "A criterion is waived for at most %s days: choose an earlier"
                        " expiry.",
                        MAX_CRITERION_DAYS,
                    )
                )
        return problems

    # -- asking and deciding -----------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        """Ask the gate keepers at once where the lock is to be opened."""
        waivers = super().create(vals_list)
        for waiver in waivers.filtered(lambda waiver: waiver.kind == "lock"):
            waiver.action_request_approval(waiver.reason)
        return waivers

    def _asked_by(self):
        """Return the name of who has asked for the newest decision, if anybody has."""
        request = self._approval_newest(["request"]).get(self.id)
        return request.user_id.name if request else ""

    @api.ondelete(at_uninstall=False)
    def _unlink_except_decided(self):
        if {"approve", "reject"} & {*self.sudo().approval_ids.mapped("event")}:
            raise UserError(
                self.env._(
                    "A waiver that was granted or refused cannot be deleted: it is part"
                    " of the history."
                )
            )
