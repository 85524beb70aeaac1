from odoo import fields, models

from .contact_sql import KNOWLEDGE


class CrmContactKnowledge(models.Model):
    """Documented knowledge: one row per contact that somebody documented.

    It says who documented something about a contact, not who can read it. A person
    is a holder from the first touch on that Odoo holds of him or her and the contact
    (see `crm.contact.touch` for what counts). From `single_from` until `single_to`
    there was exactly one holder; an empty `single_to` means that there still is. Nobody
    stops being a holder by leaving the company. Contacts that nobody documented have
    no row: unknown is not the same as known to one.

    The company is the contact's. Holders are counted across companies.
    """

    _name = "crm.contact.knowledge"
    _description = "Documented Contact"
    _auto = False
    _table_query = KNOWLEDGE
    _rec_name = "partner_id"
    _order = "first_date desc, id"
    _depends = {
        "crm.contact.touch": ["partner_id", "user_id", "date"],
        "res.partner": ["active", "company_id"],
    }

    partner_id = fields.Many2one("res.partner", string="Contact", readonly=True)
    user_id = fields.Many2one(
        "res.users",
        string="First Holder",
        readonly=True,
        groups="crm_metric_definitions.group_individual_figures",
    )
    company_id = fields.Many2one("res.company", readonly=True)
    active = fields.Boolean(readonly=True, help="Whether the contact is active.")
    holder_count = fields.Integer(string="Holders", readonly=True, aggregator="avg")
    first_date = fields.Datetime(string="First Documented", readonly=True)
    single_from = fields.Datetime(string="One Holder Since", readonly=True)
    single_to = fields.Datetime(
        string="One Holder Until",
        readonly=True,
        help="When a second person documented the contact; empty: never yet.",
    )
