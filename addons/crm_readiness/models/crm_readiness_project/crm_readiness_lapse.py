from odoo import fields, models


class CrmReadinessLapse(models.Model):
    """A gate that was open and closed again by itself: noticed and told once."""

    _name = "crm.readiness.lapse"
    _description = "Lapsed Gate"
    _order = "id desc"
    _rec_name = "phase_id"

    project_id = fields.Many2one(
        "crm.readiness.project", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="project_id.company_id", store=True)
    phase_id = fields.Many2one(
        "crm.readiness.phase", required=True, index=True, ondelete="restrict"
    )
    date = fields.Datetime(string="Noticed on", default=fields.Datetime.now)
    segment_ids = fields.Many2many(
        "crm.goal.segment",
        "crm_readiness_lapse_segment_rel",
        string="Process segments",
        help="The segments of the gate that it is about: each is told once.",
    )
    reasons = fields.Text()
    # a new decision ends it as well, even one that keeps the gate closed
    date_end = fields.Datetime(string="Ended on")

    _open_uniq = models.UniqueIndex(
        "(project_id, phase_id) WHERE date_end IS NULL",
        "This lapse is already known.",
    )
