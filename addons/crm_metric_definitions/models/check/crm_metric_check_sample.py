from odoo import fields, models


class CrmMetricCheckSample(models.Model):
    """One record that people are asked about, as it was when the sample was drawn.

    Read by metric managers; one who is asked himself sees it once the check is
    closed, because it holds the computed answer.
    """

    _name = "crm.metric.check.sample"
    _inherit = ["crm.append.only.mixin"]
    _description = "Sampled Record"
    _order = "check_id, sequence, id"

    check_id = fields.Many2one(
        "crm.metric.check", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="check_id.company_id", store=True, index=True)
    sequence = fields.Integer(required=True, default=0)
    measure_id = fields.Many2one(
        "crm.metric.measure", string="Asked about", required=True, ondelete="cascade"
    )
    res_model = fields.Char(string="Model", required=True)
    res_id = fields.Many2oneReference(
        string="Record", model_field="res_model", required=True
    )
    name = fields.Char(string="Name then", required=True)
    facts = fields.Json(help="The values that the measure looks at, as they were.")
    computed = fields.Boolean(
        string="Counted",
        help="Whether the computation counts this record in the period.",
    )
    computed_date = fields.Date(string="Recorded day")

    def action_open_record(self):
        """Open the record itself, with the viewer's own rights."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "views": [(False, "form")],
        }
