from odoo import api, fields, models
from odoo.exceptions import UserError


class CrmGoalSegment(models.Model):
    """One process segment of the goal map; not a stage of the pipeline."""

    _name = "crm.goal.segment"
    _description = "Process Segment"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, help="Short stable name, e.g. “inbound”.")
    sequence = fields.Integer(default=10)
    description = fields.Text(translate=True)
    company_id = fields.Many2one("res.company", help="Empty: for all companies.")
    active = fields.Boolean(default=True)
    fold = fields.Boolean(string="Folded in kanban")

    _code_unique = models.UniqueIndex(
        "(COALESCE(company_id, 0), code)", "A process segment has this code already."
    )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        hidden = {"active_test": False}
        for name, label in (
            ("crm.goal", self.env._("goals")),
            ("crm.goal.position", self.env._("position assessments")),
        ):
            found = self.env[name].sudo().with_context(**hidden)
            found = found.search([("segment_id", "in", self.ids)], limit=1)
            if found:
                raise UserError(
                    self.env._(
                        "“%(segment)s” has %(records)s, which would be lost."
                        " Archive the segment instead.",
                        segment=found.segment_id.name,
                        records=label,
                    )
                )

    def copy_data(self, default=None):
        vals_list = super().copy_data(default)
        for segment, vals in zip(self, vals_list, strict=True):
            if "code" not in (default or {}):
                vals["code"] = self.env._("%s_copy", segment.code)
        return vals_list
