from odoo import models

from ...lib import fingerprint
from ..approval.parts import Part

PARTS = (
    Part("kind"),
    Part("direction"),
    Part("format", "value_format"),
    Part("unit", translated=True),
    Part("numerator", "numerator_id", nested=True),
    Part("denominator", "denominator_id", nested=True),
    Part("per", "normalise_per"),
    Part("per_salesperson"),
    Part("company", "company_id"),
    Part(
        "procedure",
        label=None,
        parts=(
            Part("steps", "procedure_steps", translated=True),
            Part("data_owner", "data_owner_id"),
            Part("source", translated=True),
            Part("frequency"),
            Part("tz"),
            Part("week_start"),
            Part("known_limits", translated=True),
        ),
    ),
)


class CrmMetricDefinition(models.Model):
    """What is approved of a metric: its measures, its formula, its procedure."""

    _inherit = "crm.metric.definition"
    _approval_table = PARTS

    def _approval_problems(self):
        self.ensure_one()
        problems = super()._approval_problems()
        if not (self.procedure_steps or "").strip():
            problems.append(
                self.env._("The measurement procedure has no steps: who enters what?")
            )
        if not self.data_owner_id:
            problems.append(self.env._("The measurement procedure has no data owner."))
        broken = self._broken_reason()
        if broken:
            problems.append(broken)
        return problems

    def _approval_objections(self, users):
        """Authors of a measure cannot decide, also if this metric used it later."""
        objections = super()._approval_objections(users)
        clean, rows = self.sudo(), self.env["crm.approval"].sudo()
        written = rows._of(clean.numerator_id | clean.denominator_id)
        approvals = self._approval_newest(["approve"])
        for metric in clean:
            approved = approvals.get(metric.id, rows)
            content = approved.content or {}
            operands = filter(None, map(content.get, ("numerator", "denominator")))
            decided = set(map(fingerprint.fingerprint, operands))
            for measure in metric.numerator_id | metric.denominator_id:
                own = written.filtered(lambda row, of=measure: row.res_id == of.id)
                before = own.filtered(lambda row, last=approved: row.id < last.id)
                # somebody else decided on the measure as it was at the last approval
                if before[-1:].fingerprint in decided:
                    own -= before
                for user in own._barred(users):
                    sentence = self.env._(
                        "You have written the measure “%s” yourself: another person"
                        " has to decide.",
                        measure.name,
                    )
                    objections.setdefault((metric.id, user.id), sentence)
        return objections
