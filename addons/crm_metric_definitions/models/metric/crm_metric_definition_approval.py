from odoo import models
from odoo.exceptions import UserError

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

    def _approval_check_decider(self):
        """Authors of a measure cannot decide, also if this metric used it later."""
        result = super()._approval_check_decider()
        measures = self.sudo().numerator_id | self.sudo().denominator_id
        rows = self.env["crm.approval"].sudo()
        written = rows.search_fetch(
            [("res_model", "=", measures._name), ("res_id", "in", measures.ids)],
            ["res_id", "fingerprint", "user_id"],
            order="id",
        )
        approved = self._approval_newest(["approve"]).get(self.id, rows)
        content = approved.content or {}
        operands = filter(None, map(content.get, ("numerator", "denominator")))
        decided = set(map(fingerprint.fingerprint, operands))
        for measure in measures:
            own = written.filtered(lambda row, of=measure: row.res_id == of.id)
            before = own.filtered(lambda row: row.id < approved.id)
            # somebody else decided on the measure as it was at the last approval
            if before[-1:].fingerprint in decided:
                own -= before
            if self.env.user in own.user_id:
                raise UserError(
                    self.env._(
                        "You have written the measure “%s” yourself: another person"
                        " has to decide.",
                        measure.name,
                    )
                )
        return result
