from odoo import fields, models
from odoo.tools import SQL


class CrmSalespersonPeriod(models.Model):
    """Since when somebody has been a salesperson, where nobody observed it.

    Whoever is in a team for the first time was there before: since the first of his or
    her records, imported ones included. A record taken over from somebody else counts
    from the day of the assignment. A day that somebody states wins.
    """

    _inherit = "crm.salesperson.period"

    from_records = fields.Boolean(
        string="Since First Record",
        readonly=True,
        help="The first day is that of this person's first lead or opportunity: nobody"
        " has observed or stated it.",
    )

    def _begin_with_records(self):
        """Let the first periods of their people begin with these people's records."""
        others = [("user_id", "in", self.user_id.ids), ("id", "not in", self.ids)]
        known = self.search(others).user_id
        first = self.filtered(lambda row: row.user_id not in known)
        first.from_records = True
        first._reach_back()

    def _begin_older_with_records(self):
        """Do so for the first periods of a former version, if nobody stated a day."""
        rows = self.search([("user_id", "!=", False)], order="recorded_from, id")
        began = {}
        for row in rows:
            began.setdefault(row.user_id, row.recorded_from)
        first = rows.filtered(
            lambda row: (
                row.recorded_from == began[row.user_id]
                and row.date_from in (False, row.recorded_from)
            )
        )
        first.from_records = True
        first._reach_back()

    def _reach_back(self):
        """Begin earlier where there are earlier records, never later."""
        begins = self._records_begin()
        for row in self:
            seen = row.date_from or row.recorded_from
            begin = min(begins.get(row.user_id.id, seen), seen)
            if row.date_from != begin and not (row.date_to and begin >= row.date_to):
                row.date_from = begin

    def _records_begin(self):
        """Return {user id: day of the first lead or opportunity}."""
        leads = self.env["crm.lead"]
        leads.flush_model(["user_id", "date_open", "date_intake"])
        return dict(
            self.env.execute_query(
                SQL(
                    """
                SELECT user_id,
                       (min(CASE WHEN date_open > create_date + interval '1 minute'
                                 THEN date_open
                                 ELSE LEAST(date_intake, create_date) END)
                        AT TIME ZONE 'UTC' AT TIME ZONE %s)::date
                  FROM crm_lead WHERE user_id = ANY(%s) GROUP BY user_id""",
                    self.env.company.metric_tz or "UTC",
                    self.user_id.ids,
                )
            )
        )
