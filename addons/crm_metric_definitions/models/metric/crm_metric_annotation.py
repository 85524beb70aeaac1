from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..approval.crm_system_fields_mixin import SYSTEM


class CrmMetricAnnotation(models.Model):
    """Something that happened: a trade fair, a new price list, another procedure.

    As a break it says that another process begins: the natural limits are computed
    from the periods after it. As a lock it says that something is being changed: the
    limits stay as the periods before it made them, so that a change shows. There is no
    automatic break or lock, and none without a reason.
    """

    _name = "crm.metric.annotation"
    _inherit = ["crm.system.fields.mixin"]
    _description = "Annotation of a Period"
    _order = "date desc, id desc"

    metric_id = fields.Many2one(
        "crm.metric.definition", required=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
    )
    date = fields.Date(
        required=True,
        default=lambda self: self.env.company._metric_today(),
        help="Any day of the period.",
    )
    name = fields.Char(
        string="What happened", required=True, help="For a break: why it is one."
    )
    is_break = fields.Boolean(
        string="A new process begins",
        help="The natural limits are computed from the period of this day on.",
    )
    locks_limits = fields.Boolean(
        string="Lock the limits here",
        help="Periods from this day on are compared with the natural limits of those"
        " before, so that a change does not pull its own limits along.",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Noted by",
        required=True,
        default=lambda self: self.env.user,
        **SYSTEM,
    )

    @api.model
    def _note_new_ends(self, metric, companies):
        """Note for an update that the states of a metric end on other dates."""
        for company in companies:
            lang = company.partner_id.lang or self.env.lang
            notes = self.with_context(lang=lang)
            notes.create(
                {
                    "metric_id": metric.id,
                    "company_id": company.id,
                    "is_break": True,
                    "name": notes.env._(
                        "Update: opportunities end when they are won, lost or archived,"
                        " no longer on Odoo's closing date. Some were open longer or"
                        " shorter than shown before."
                    ),
                }
            )

    @api.constrains("is_break", "locks_limits")
    def _check_one_meaning(self):
        if any(note.is_break and note.locks_limits for note in self):
            raise ValidationError(
                self.env._(
                    "A day begins a new process or locks the limits of the old one,"
                    " not both."
                )
            )
