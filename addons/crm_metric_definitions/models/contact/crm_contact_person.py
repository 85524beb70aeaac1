from odoo import api, fields, models
from odoo.tools import SQL

from .contact_sql import PERSONS


class CrmContactMixin(models.AbstractModel):
    """What all reports about contacts have in common."""

    _name = "crm.contact.mixin"
    _description = "Report about Contacts"
    _rec_name = "partner_id"
    #: days are those of the company's zone, so a procedure has to have the same one
    _metric_days_of_company = True
    #: raised by hand whenever the report counts something else: approvals then lapse
    _sql_version = 1
    #: the tables that `_sql_meaning` reads
    _sql_tables = ()

    @property
    def _table_query(self):
        zone = self.env.company.sudo().metric_tz or "UTC"
        return SQL(self._contact_query, zone=zone)

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

    @api.model
    def _sql_meaning(self):
        """Return {key: sorted ids} of vocabulary that decides what counts."""
        return {}


class CrmContactPerson(models.Model):
    """Contacts: the people whom the sales force deals with. One row per person.

    A row of `res.partner` is a contact when it
    - is a person: neither a company nor one of its addresses (type "contact"),
    - belongs to a customer's side: has a parent company, or is the contact of a lead
      or opportunity, or has a role on one,
    - is not one of ours: neither the partner of somebody who is or was an internal
      user (see `crm.contact.colleague`) nor under the partner of one of our companies.

    The company is the contact's own, else the one of its salesperson, else, where there
    are several companies, that of whoever touched it first.

    `date_from`: its creation, or the earliest intake of an opportunity that it is the
    contact of, whichever comes first (a creation date cannot be imported).
    `date_year_known`: since when the contact has been known, and Odoo used to document
    touches at all (a message or a meeting exists), for 365 days; before that nobody can
    say whether it was neglected. Odoo does not record when a contact was archived, so
    archived contacts are left out of the past, too, unless a measure includes them.
    """

    _name = "crm.contact.person"
    _inherit = ["crm.contact.mixin"]
    _description = "Contact"
    _auto = False
    _contact_query = PERSONS
    _order = "partner_id"
    _depends = {
        "res.partner": [
            "active",
            "commercial_partner_id",
            "company_id",
            "is_company",
            "parent_id",
            "type",
            "user_id",
        ],
        "res.users": ["company_id", "partner_id", "share"],
        "crm.contact.colleague": ["partner_id"],
        "res.company": ["partner_id"],
        "crm.lead": ["partner_id", "date_intake"],
        "crm.lead.contact.role": ["partner_id", "lead_id"],
        "mail.message": [
            "body",
            "date",
            "mail_activity_type_id",
            "message_type",
            "model",
        ],
        "calendar.event": ["active", "start"],
    }

    date_from = fields.Datetime(string="Known Since", readonly=True)
    date_year_known = fields.Datetime(string="Known for a Year Since", readonly=True)
