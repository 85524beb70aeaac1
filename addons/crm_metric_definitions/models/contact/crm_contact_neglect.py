from odoo import fields, models

from .contact_sql import NEGLECT


class CrmContactNeglect(models.Model):
    """Neglect: the times in which a contact had fewer than two touches in the 365 days
    before. A mean of touches hides them.

    `crm.contact.touch` says what a touch is; several on one day, in the
    time zone of the company that is measured, are one.
    At a moment t the touches after t - 365 days until t count. A contact is judged only
    from its `date_year_known` on (see `crm.contact.person`). `date_to` is exclusive;
    empty means that the neglect lasts unless somebody acts.
    """

    _name = "crm.contact.neglect"
    _inherit = ["crm.contact.touches.mixin"]
    _description = "Neglected Contact"
    _auto = False
    _contact_query = NEGLECT
    _order = "date_from desc, id"
    _depends = {"crm.contact.touch": ["partner_id", "date"]}

    date_from = fields.Datetime(string="Neglected Since", readonly=True)
    date_to = fields.Datetime(string="Until", readonly=True)
