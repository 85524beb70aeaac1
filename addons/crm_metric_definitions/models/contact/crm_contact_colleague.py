from odoo import api, fields, models
from odoo.tools import SQL


class CrmContactColleague(models.Model):
    """One of us who may have left: whoever documented something keeps counting.

    Odoo forgets who was an internal user: somebody becomes a portal user, a user or a
    partner is deleted. A row is added right before such a change, for everybody who has
    written a message about a lead or a contact, or organised a meeting. Messages of a
    deleted partner and meetings of a deleted user are linked here, as Odoo empties
    their own links. Partners that are merged stay linked to the one that remains.
    """

    _name = "crm.contact.colleague"
    _description = "Somebody Who Documented Contacts"
    _rec_name = "partner_id"

    partner_id = fields.Many2one("res.partner", index="btree_not_null", readonly=True)
    user_id = fields.Many2one("res.users", index="btree_not_null", readonly=True)
    message_ids = fields.Many2many(
        "mail.message",
        "crm_contact_colleague_message",
        "colleague_id",
        "message_id",
        readonly=True,
    )
    event_ids = fields.Many2many(
        "calendar.event",
        "crm_contact_colleague_event",
        "colleague_id",
        "event_id",
        readonly=True,
    )

    @api.model
    def _note(self, users):
        """Note those of the users who are internal and have documented something."""
        self.env.flush_all()
        self.env.execute_query(
            SQL(
                """
            INSERT INTO crm_contact_colleague (user_id, partner_id)
            SELECT id, partner_id
              FROM res_users AS users
             WHERE id = ANY(%s) AND id <> 1 AND share IS NOT TRUE
               AND NOT EXISTS (SELECT FROM crm_contact_colleague AS known
                                WHERE known.partner_id = users.partner_id)
               AND (EXISTS (SELECT FROM mail_message
                             WHERE author_id = users.partner_id
                               AND model IN ('crm.lead', 'res.partner')
                               AND (mail_activity_type_id IS NOT NULL
                                    OR message_type = 'comment'))
                    OR EXISTS (SELECT FROM calendar_event WHERE user_id = users.id))
         RETURNING id""",
                users.ids,
            )
        )
        self.invalidate_model()

    @api.model
    def _forget_users(self, users):
        """Keep the meetings of users who are about to be deleted."""
        self._note(users)
        events = self.env["calendar.event"].sudo().with_context(active_test=False)
        for colleague in self.search([("user_id", "in", users.ids)]):
            organised = events.search([("user_id", "=", colleague.user_id.id)])
            colleague.event_ids |= organised

    @api.model
    def _forget_partners(self, partners):
        """Keep the messages of partners who are about to be deleted."""
        messages = self.env["mail.message"].sudo()
        for colleague in self.search([("partner_id", "in", partners.ids)]):
            colleague.message_ids |= messages.search(
                [
                    ("author_id", "=", colleague.partner_id.id),
                    ("model", "in", ["crm.lead", "res.partner"]),
                ]
            )


class ResGroups(models.Model):
    _inherit = "res.groups"

    def write(self, vals):
        if vals.keys() & {"user_ids", "all_user_ids", "implied_ids"}:
            colleagues = self.env["crm.contact.colleague"].sudo()
            colleagues._note(self.sudo().all_user_ids)
        return super().write(vals)
