from datetime import date

from odoo import models
from odoo.exceptions import AccessError
from odoo.tools import SQL
from odoo.tools.query import Query

from ...lib.small_teams import Member, Teams
from .conditions import KINDS


class CrmMetricDefinition(models.Model):
    """Parts of a breakdown that would be one person's: teams of one, colleagues.

    Who may not see people sees neither them nor what would tell them by subtraction.
    Which teams these are depends on the days and the sizes of teams, never on a figure:
    see ``lib/small_teams.py``. They are listed whether or not anything was counted.
    """

    _inherit = "crm.metric.definition"

    def _hidden_parts(self, plan, counts, breakdown, parts):
        """Return {period key: parts not shown to who may not see people}.

        :param parts: ids of the parts that have a figure, None for "not assigned"
        """
        if not self._kind_of_parts(breakdown) or self._sees_people():
            return {}
        return self._single_parts(plan, counts, breakdown, parts)

    def _single_parts(self, plan, counts, breakdown, parts):
        """Return {period key: parts that are to be hidden}, whoever looks."""
        kind = self._kind_of_parts(breakdown)
        periods = plan["periods"]
        if kind == "crm.team":
            axis = plan["axes"]["numerator"]
            people = self.sudo().per_salesperson
            asked = ("teams", axis.model, axis.group, axis.company_id, people)
            if asked not in counts:
                counts[asked] = self._teams(axis, plan["specs"]["numerator"])
            teams = counts[asked]
            return {p.key: teams.hidden(p.start, p.end, parts) for p in periods}
        hidden = self._colleagues().intersection(parts) if kind else set()
        others = [part for part in parts if part not in hidden]
        if len(hidden) == 1 and others:
            # its figure would be the total less all the others
            hidden.add(min(others, key=lambda part: (part is None, part or 0)))
        return dict.fromkeys((p.key for p in periods), frozenset(hidden))

    def _teams(self, axis=None, spec=None):
        """Return all Teams, or those that can have a figure on an axis.

        Figures per salesperson are those of all teams of the company, of the others
        only where the company's source has any record.
        """
        periods = self.env["crm.salesperson.period"].sudo()
        domain = [("team_id", "!=", False)]
        if axis:
            domain.append(("company_id", "in", [axis.company_id, False]))
        rows = periods.search_fetch(
            domain, ["team_id", "user_id", "date_from", "date_to"]
        )
        members = [
            Member(
                row.team_id.id,
                row.user_id.id or None,
                row.date_from or date.min,
                row.date_to or date.max,
            )
            for row in rows
        ]
        everywhere = not axis or self.sudo().per_salesperson
        return Teams(members, None if everywhere else self._present_teams(axis, spec))

    def _present_teams(self, axis, spec):
        engine = self.env["crm.metric.engine"]
        model = engine._clean(axis)
        company = model.env["res.company"].browse(axis.company_id)
        query = Query(model.env, model._table, model._table_sql)
        domain = engine._company_domain(spec, company).optimize_full(model)
        query.add_where(domain._to_sql(model, model._table, query))
        column = model._field_to_sql(model._table, axis.group, query)
        query.add_where(SQL("%s = crm_team.id", column))
        model.env.flush_all()
        rows = model.env.execute_query(
            SQL("SELECT id FROM crm_team WHERE EXISTS (%s)", query.select(SQL("1")))
        )
        return {team for (team,) in rows}

    def _check_part_shown(self, start, end, breakdown, breakdown_id):
        """A figure that is not shown is not told by the number of its records."""
        if not self._kind_of_parts(breakdown) or self._sees_people():
            return
        if breakdown_id is not None and type(breakdown_id) is not int:
            return  # names no part
        plan = self._plan(start, end, "total", breakdown)
        if plan["problem"]:
            return
        if self._kind_of_parts(breakdown) == "crm.team":
            # also where it has no record, and is no part at all
            small, _lone = self._teams().are_small(start, end)
            if breakdown_id in small:
                raise AccessError(self._hidden_sentence())
        points = self.evaluate(start, end, "total", breakdown)[self.id]
        parts = {point["breakdown"] for point in points} | {breakdown_id}
        (hidden,) = self._hidden_parts(plan, {}, breakdown, parts).values()
        if breakdown_id in hidden:
            raise AccessError(self._hidden_sentence())

    def _hidden_sentence(self):
        return self.env._("Not shown: it would tell the figure of a single person.")

    def _kind_of_parts(self, breakdown):
        """Return the model of a breakdown, under whatever name, if it can be people."""
        if breakdown == "team":
            return "crm.team"
        if breakdown == "user" or not isinstance(breakdown, str):
            return None
        model = self.env.get(self.sudo().numerator_id.model)
        if model is None:
            return None
        field = model._fields.get(breakdown)
        kind = field.comodel_name if field is not None else None
        return kind if kind in KINDS else None
