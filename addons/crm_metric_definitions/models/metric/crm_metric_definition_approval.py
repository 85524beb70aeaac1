from odoo import models
from odoo.exceptions import UserError

from ...lib import fingerprint


class CrmMetricDefinition(models.Model):
    """What is approved of a metric: its measures, its formula, its procedure."""

    _inherit = "crm.metric.definition"

    def _approval_content(self):
        self.ensure_one()
        return {
            "kind": self.kind,
            "direction": self.direction,
            "format": self.value_format,
            "unit": self._approval_text("unit"),
            "numerator": self.numerator_id._content() if self.numerator_id else None,
            "denominator": (
                self.denominator_id._content() if self.denominator_id else None
            ),
            "per": self.normalise_per,
            "per_salesperson": self.per_salesperson,
            "company": self.company_id.id or None,
            "procedure": {
                "steps": self._approval_text("procedure_steps"),
                "data_owner": self.data_owner_id.id or None,
                "source": self._approval_text("source"),
                "frequency": self.frequency,
                "tz": self.tz,
                "week_start": self.week_start,
                "known_limits": self._approval_text("known_limits"),
            },
        }

    def _approval_labels(self):
        label = self._fields_label
        measure = self.env["crm.metric.measure"]._fields
        parts = {
            "records": "model_id",
            "domain": "domain",
            "include_archived": "include_archived",
            "aggregation": "aggregation",
            "field": "field_id",
            "timing": "timing",
            "date": "date_field_id",
            "until": "date_to_field_id",
            "salesperson": "user_field_id",
            "team": "team_field_id",
            "breakdowns": "breakdown_field_ids",
        }
        labels = {
            "kind": label("kind"),
            "direction": label("direction"),
            "format": label("value_format"),
            "unit": label("unit"),
            "per": label("normalise_per"),
            "per_salesperson": label("per_salesperson"),
            "company": label("company_id"),
            "procedure.steps": label("procedure_steps"),
            "procedure.data_owner": label("data_owner_id"),
            "procedure.source": label("source"),
            "procedure.frequency": label("frequency"),
            "procedure.tz": label("tz"),
            "procedure.week_start": label("week_start"),
            "procedure.known_limits": label("known_limits"),
        }
        for side in ("numerator", "denominator"):
            own = label(f"{side}_id")
            labels[side] = own
            for key, name in parts.items():
                part = measure[name]._description_string(self.env)
                labels[f"{side}.{key}"] = f"{own}: {part}"
        return labels

    def _fields_label(self, name):
        return self._fields[name]._description_string(self.env)

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
        """Nor decides who wrote a measure before this metric came to use it."""
        result = super()._approval_check_decider()
        measures = self.sudo().numerator_id | self.sudo().denominator_id
        rows = self.env["crm.approval"].sudo()
        written = rows.search_fetch(
            [("res_model", "=", measures._name), ("res_id", "in", measures.ids)],
            ["res_id", "fingerprint", "user_id"],
            order="id",
        )
        approved = self._approval_newest(["approve"]).get(self.id, rows)
        decided = _sides_decided(approved.content)
        for measure in measures:
            own = written.filtered(lambda row, of=measure: row.res_id == of.id)
            before = own.filtered(lambda row: row.id < approved.id)
            # what it was at the last approval has been decided by somebody else
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


def _sides_decided(content):
    """Return the fingerprints of the measures in an approved content."""
    sides = [(content or {}).get(side) for side in ("numerator", "denominator")]
    return {fingerprint.fingerprint(side) for side in sides if side}
