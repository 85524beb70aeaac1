from odoo import fields, models


class CrmMetricCheckAnswer(models.Model):
    """One person's answer about one sampled record.

    Append-only: a corrected answer is a further row, and the newest one counts.
    Everybody sees his own; others' only with the group for individual figures.
    """

    _name = "crm.metric.check.answer"
    _inherit = ["crm.append.only.mixin"]
    _description = "Answer to a Consistency Check"
    _order = "id desc"
    _rec_name = "sample_id"

    check_id = fields.Many2one(
        "crm.metric.check", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="check_id.company_id", store=True, index=True)
    sample_id = fields.Many2one(
        "crm.metric.check.sample", required=True, ondelete="cascade", index=True
    )
    user_id = fields.Many2one(
        "res.users", string="Person", required=True, ondelete="restrict", index=True
    )
    round = fields.Integer(required=True, default=1, aggregator=None)
    counts = fields.Boolean(string="Does it count?")
    stated_date = fields.Date(string="When")
    date = fields.Datetime(
        string="Answered on", required=True, default=fields.Datetime.now
    )
