from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

#: context key: records come from a file, so nothing is known beyond what it says
IMPORTED = "metric_imported"
#: values by which a record can end or be opened again
ENDING = {"active", "probability", "stage_id", "date_ended"}


class CrmLead(models.Model):
    """When an opportunity ended: won, lost or archived.

    Stock "Closed Date" is no such date: any archiving sets it anew, unarchiving keeps
    it, no import can set it, and probability 100 sets it in a stage that is not won.
    `crm.lead.write` asks before and after each change whether the record has ended, so
    that no door has to be known here.
    """

    _inherit = "crm.lead"

    date_ended = fields.Datetime(
        string="Ended on",
        copy=False,
        help="When this was won, lost or archived. Empty while it is open. Kept when "
        "it is archived, edited or marked otherwise later, and emptied when it becomes "
        "open again. Can be imported for history from another system. Empty in one "
        "that has ended means: not known, counted as 'ended without a date'.",
    )
    is_imported = fields.Boolean(
        string="Imported",
        readonly=True,
        copy=False,
        help="Created by an import: its creation date says nothing about when it was "
        "first entered.",
    )

    # as the index of intake dates, see there
    _metric_ended_idx = models.Index(
        "(date_ended) INCLUDE (type, won_status, company_id, user_id, team_id, active,"
        " lost_reason_id, expected_revenue, contribution_margin,"
        " contribution_margin_source) WHERE date_ended IS NOT NULL"
    )

    @api.model
    def _metric_ended_domain(self):
        """Return the Domain of records that have ended, whether or not with a date."""
        return Domain("active", "=", False) | Domain("won_status", "=", "won")

    @api.constrains("date_intake", "date_ended")
    def _check_dates_are_past(self):
        limit = fields.Datetime.now() + timedelta(days=1)
        for lead in self:
            if max(lead.date_intake or limit, lead.date_ended or limit) > limit:
                raise ValidationError(
                    self.env._(
                        "“%s” cannot come in or end in the future: correct its intake"
                        " date or the date on which it ended.",
                        lead.name,
                    )
                )

    def _ends(self):
        """Return {id: date or False} of the records that have ended."""
        return {
            lead.id: lead.date_ended
            for lead in self
            if not lead.active or lead.won_status == "won"
        }

    def _before_change(self):
        leads = self.sudo()  # who gives a record away may not read it afterwards
        return leads._ends(), {lead.id: lead.stage_id for lead in leads}

    def _after_change(self, before, vals):
        """Note what has ended or was opened again by writing ``vals``."""
        leads, (ends, stages) = self.sudo(), before
        # A stage may also follow from another team. Nothing else ends a record; asking
        # would have Odoo compute probabilities now, instead of once for many records.
        moved = any(lead.stage_id != stages[lead.id] for lead in leads)
        if not (moved or vals.keys() & ENDING):
            return
        stated = leads.ids if vals.get("date_ended") or self._is_import() else ()
        if not stated and "date_ended" in vals:
            stated = list(ends)
        leads._note_ends(ends, stated)

    def _note_ends(self, before, stated=(), date_field=None):
        """Set or empty the dates of records that have ended or were opened again.

        :param before: what ``_ends`` returned before the change
        :param stated: ids whose date was stated together with the change
        :param date_field: the field that says when; by default it is now
        """
        now, after, dates = fields.Datetime.now(), self._ends(), {}
        for lead in self:
            date = lead.date_ended
            if lead.id not in after:
                date = False
            elif lead.id in stated:
                # a day without a time is noon, which today may still lie ahead
                date = date and min(date, now)
            elif lead.id in before:
                date = before[lead.id]
            else:
                date = (date_field and lead[date_field]) or now
                date = date.replace(microsecond=0)
            if date != lead.date_ended:
                dates[lead] = date
        self._set_ends(dates)

    def _set_ends(self, dates):
        """Write {record: date} as a computed field is: in one statement at the end,
        without the steps of another ``write`` for each record."""
        leads = self.browse(lead.id for lead in dates)
        with self.env.protecting([self._fields["date_ended"]], leads):
            for lead, date in dates.items():
                lead.date_ended = date
        leads.modified(["date_ended"])

    def _reach_members_back(self):
        """Salespeople were in their team when these records came in."""
        today = fields.Date.today()
        past = self.sudo().filtered(
            lambda lead: lead.date_intake and lead.date_intake.date() < today
        )
        if past.user_id:
            of_users = [
                ("from_records", "=", True),
                ("user_id", "in", past.user_id.ids),
            ]
            self.env["crm.salesperson.period"].sudo().search(of_users)._reach_back()

    def _is_import(self):
        context = self.env.context
        return bool(context.get(IMPORTED) or context.get("import_file"))

    @api.model
    def load(self, fields, data):
        return super(CrmLead, self.with_context(**{IMPORTED: True})).load(fields, data)

    def action_set_won(self):
        """Keep the date of one that had ended: on the way it is unarchived."""
        before = self.sudo()._ends()
        result = super().action_set_won()
        self.sudo()._note_ends(before)
        return result


class CrmStage(models.Model):
    _inherit = "crm.stage"

    def write(self, vals):
        """Opportunities in a stage that becomes won ended when they came into it."""
        if "is_won" not in vals:
            return super().write(vals)
        leads = self.env["crm.lead"].sudo().search([("stage_id", "in", self.ids)])
        before = leads._ends()
        result = super().write(vals)
        # Odoo recomputes it only where the probability changes
        self.env.add_to_compute(leads._fields["won_status"], leads)
        leads._note_ends(before, date_field="date_last_stage_update")
        return result
