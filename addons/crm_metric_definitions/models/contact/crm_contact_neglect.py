from odoo import fields, models

from .contact_sql import NEGLECT


class CrmContactNeglect(models.Model):
    """Neglect: the times in which a contact had fewer than two touches in the 365 days
    before. A mean of touches hides them.

    `crm.contact.touch` says what a touch is; several on one day (UTC) are one.
    At a moment t the touches after t - 365 days until t count. A contact is judged only
    from its `date_year_known` on (see `crm.contact.person`): before, a year of touches
    cannot be known. `date_to` is exclusive; empty means that the neglect lasts unless
    somebody acts.

    Touches between two successive ones t1 and t2 = t1 + less than 365 days keep a
    contact from t2 until t1 + 365 days; neglect is what lies between such times.
    """

    _name = "crm.contact.neglect"
    _description = "Neglected Contact"
    _auto = False
    _table_query = NEGLECT
    _rec_name = "partner_id"
    _order = "date_from desc, id"
    _depends = {"crm.contact.touch": ["partner_id", "date"]}

    partner_id = fields.Many2one("res.partner", string="Contact", readonly=True)
    user_id = fields.Many2one(
        "res.users",
        string="Salesperson",
        readonly=True,
        groups="crm_metric_definitions.group_individual_figures",
        help="The salesperson in charge of the contact, as of today.",
    )
    company_id = fields.Many2one("res.company", readonly=True)
    active = fields.Boolean(readonly=True, help="Whether the contact is active.")
    date_from = fields.Datetime(string="Neglected Since", readonly=True)
    date_to = fields.Datetime(string="Until", readonly=True)
