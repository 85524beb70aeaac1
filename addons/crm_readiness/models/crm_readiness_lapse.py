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
    reasons = fields.Text()
    date_end = fields.Datetime(string="Open again on")

    _open_uniq = models.UniqueIndex(
        "(project_id, phase_id) WHERE date_end IS NULL",
        "This lapse is already known.",
    )
