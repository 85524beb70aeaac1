from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL
from odoo.tools.sql import table_exists

RECORDED_FROM = "crm_metric_definitions.membership_recorded_from"


class CrmSalespersonPeriod(models.Model):
    """From when to when somebody was a salesperson of a team.

    Odoo's team memberships have no dates, and are archived or deleted when somebody
    leaves. So `_sync` records the periods from the installation on, by days in
    the time zone of the team's company, else of the person's. A
    membership counts while it, its user and its team are active. Joining and leaving
    on one day leaves no row. Periods of a deleted user or team keep an empty link.

    The first period of somebody begins with his or her first record, see
    `from_records`; a manager may state another day. From `recorded_from` on the row is
    an observed fact. Before, a row with an empty `date_from` (of an older version of
    this addon) is assumed for all earlier time. `date_to` is exclusive and empty while
    the membership lasts.
    """

    _name = "crm.salesperson.period"
    _description = "Period of a Salesperson in a Team"
    _order = "date_from desc nulls last, id desc"
    _rec_name = "user_id"

    user_id = fields.Many2one(
        "res.users",
        string="Salesperson",
        readonly=True,
        index="btree_not_null",
    )
    team_id = fields.Many2one(
        "crm.team",
        string="Sales Team",
        readonly=True,
        index="btree_not_null",
    )
    company_id = fields.Many2one("res.company", readonly=True, ondelete="cascade")
    date_from = fields.Date(string="From")
    date_to = fields.Date(string="Until", readonly=True)
    recorded_from = fields.Date(readonly=True, required=True)

    _open_period = models.UniqueIndex(
        "(user_id, team_id) WHERE date_to IS NULL",
        "A salesperson has one running period per team.",
    )
    _check_order = models.Constraint(
        "CHECK (date_to IS NULL OR date_from IS NULL OR date_from < date_to)",
        "A period ends after it begins.",
    )

    def write(self, vals):
        if not self.env.su:
            if vals.keys() - {"date_from"}:
                raise AccessError(
                    self.env._("Only the first day of a period can be changed.")
                )
            day = fields.Date.to_date(vals.get("date_from"))
            late = self.filtered(lambda row: day and day > row.recorded_from)
            if late:
                raise UserError(
                    self.env._(
                        "%(name)s has been observed as a member since %(day)s: only an"
                        " earlier day can be declared.",
                        name=late[0].sudo().user_id.name or "",
                        day=late[0].recorded_from,
                    )
                )
            vals = {**vals, "from_records": False}
        return super().write(vals)

    def _auto_init(self):
        begins = not table_exists(self.env.cr, self._table)
        result = super()._auto_init()
        if begins:
            # the day is the company's, whose column may not be there yet
            self.pool.post_init(self._begin_recording)
        return result

    def _begin_recording(self):
        """Take over today's memberships, at (each) installation."""
        today = self.env.company._metric_today()
        self.env["ir.config_parameter"].sudo().set_param(RECORDED_FROM, str(today))
        self.sudo()._begin(self._active_memberships(), ["recorded_from"])

    @api.model
    def _sync(self, leaving_users=(), leaving_teams=()):
        """Close the periods of memberships that ended, open those that began.

        :param leaving_users: ids of users about to be deleted
        :param leaving_teams: ids of teams about to be deleted
        """
        periods = self.sudo().with_context(active_test=False)
        members = {
            key
            for key in periods._active_memberships()
            if key[0] not in leaving_users and key[1] not in leaving_teams
        }
        running = {
            (period.user_id.id, period.team_id.id, period.company_id.id or None): period
            for period in periods.search([("date_to", "=", False)])
        }
        ended = periods.union(*(running[key] for key in running.keys() - members))
        same_day = ended.filtered(lambda period: period.date_from == period._today())
        same_day._forget()
        for today, rows in (ended - same_day).grouped(lambda p: p._today()).items():
            rows.write({"date_to": today})
        periods.flush_model()  # the unique index wants the old row closed first
        periods._begin(members - running.keys(), ["date_from", "recorded_from"])

    def _begin(self, keys, names):
        """Add rows of (user, team, company) ids, with today in the fields ``names``."""
        vals_list = []
        for user_id, team_id, company_id in sorted(keys, key=str):
            vals = {"user_id": user_id, "team_id": team_id, "company_id": company_id}
            vals_list.append(vals | dict.fromkeys(names, self.new(vals)._today()))
        self.create(vals_list)._begin_with_records()

    def _today(self):
        """Return the day that it is now where the team's company is."""
        company = self.company_id or self.user_id.company_id or self.env.company
        return company._metric_today()

    def _forget(self):
        """Delete rows, and leave what callers have in memory as it is.

        ``unlink`` empties all caches, and Odoo's own list of a team's members depends
        on them: a membership that is archived and restored would be missing there.
        """
        if self:
            self.flush_recordset()
            table = SQL.identifier(self._table)
            delete = SQL("DELETE FROM %s WHERE id IN %s", table, tuple(self.ids))
            self.env.execute_query(delete)
            self.invalidate_recordset(flush=False)

    def _active_memberships(self):
        """Set of (user id, team id, company id or None) that are active now."""
        self.env["crm.team.member"].flush_model()
        self.env["crm.team"].flush_model(["active", "company_id"])
        self.env["res.users"].flush_model(["active"])
        rows = self.env.execute_query(
            SQL(
                """SELECT DISTINCT member.user_id, member.crm_team_id, team.company_id
                     FROM crm_team_member AS member
                     JOIN crm_team AS team ON team.id = member.crm_team_id
                     JOIN res_users AS users ON users.id = member.user_id
                    WHERE member.active AND team.active AND users.active"""
            )
        )
        return set(rows)
