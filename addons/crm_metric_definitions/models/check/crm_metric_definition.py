from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date


class CrmMetricDefinition(models.Model):
    """What stands beside *known*: by whom, when, and how far people agreed."""

    _inherit = "crm.metric.definition"

    known_evidence = fields.Text(
        string="Why it is known", compute="_compute_known_evidence"
    )

    @api.depends("known_state")
    @api.depends_context("company", "lang", "uid")
    def _compute_known_evidence(self):
        known = self.filtered("is_known")
        checks = {}
        if known:
            real = known._origin
            checks = real._decided_checks(real._approval_contents())
        for metric in self:
            check = checks.get(metric._origin.id)
            texts = [metric._approval_text(), check._evidence_text()] if check else []
            metric.known_evidence = "\n".join(texts) or False

    def _approval_text(self):
        approval = self.sudo().approval_id
        return self.env._(
            "Approved by %(person)s on %(day)s.",
            person=approval.user_id.name,
            day=format_date(self.env, approval.date),
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_checked(self):
        """A check that has begun is evidence, and it would go with its metric."""
        for check in self.sudo().check_ids:
            if check.state != "draft":
                raise UserError(
                    self.env._(
                        "“%s” was checked for consistency: archive it, so that the"
                        " result stays.",
                        check.metric_id.name,
                    )
                )


class CrmMetricMeasure(models.Model):
    """A measure that people were asked about."""

    _inherit = "crm.metric.measure"

    @api.ondelete(at_uninstall=False)
    def _unlink_except_asked_about(self):
        samples = self.env["crm.metric.check.sample"].sudo()
        asked = samples.search([("measure_id", "in", self.ids)], limit=1).measure_id
        if asked:
            raise UserError(
                self.env._(
                    "People were asked about “%s” in a consistency check: archive it,"
                    " so that the result stays.",
                    asked.name,
                )
            )
