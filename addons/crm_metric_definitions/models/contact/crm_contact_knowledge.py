from odoo import fields, models

from .contact_sql import KNOWLEDGE


class CrmContactKnowledge(models.Model):
    """Documented knowledge: one row per contact that somebody documented.

    It says who documented something about a contact (see `crm.contact.touch` for what
    counts), not who can read it. From `single_from` until `single_to` there was exactly
    one holder; an empty `single_to` means that there still is. Nobody stops being a
    holder by leaving the company. A contact that nobody documented has no row: unknown
    is not the same as known to one.

    The company is the contact's. Holders are counted across companies.
    """

    _name = "crm.contact.knowledge"
    _inherit = ["crm.contact.touches.mixin"]
    _description = "Documented Contact"
    _auto = False
    _contact_query = KNOWLEDGE
    _order = "first_date desc, id"
    _depends = {
        "crm.contact.touch": ["partner_id", "user_id", "date"],
        "res.partner": ["active", "company_id"],
    }

    user_id = fields.Many2one(string="First Holder", help=False)
    holder_count = fields.Integer(string="Holders", readonly=True, aggregator="avg")
    first_date = fields.Datetime(string="First Documented", readonly=True)
    single_from = fields.Datetime(string="One Holder Since", readonly=True)
    single_to = fields.Datetime(string="One Holder Until", readonly=True)
