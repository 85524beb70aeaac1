from dataclasses import replace
from datetime import timedelta

from odoo import fields, models

from ..lib.counted import Counted
from ..lib.points import Formula, Series, elapsed_units, empty_point
from ..models.metric.crm_metric_definition_figures import MAX_POINTS


class CrmMetricDefinition(models.Model):
    """From what was counted to the points that ``evaluate`` returns."""

    _inherit = "crm.metric.definition"

    def _points(self, plan, counts, breakdown):
        self.ensure_one()
        metric = self.sudo()
        sides = {
            side: counts[axis, plan["specs"][side]["measure"]]
            for side, axis in plan["axes"].items()
        }
        days = self._days(plan, counts) if metric.per_salesperson else {}
        labels, hidden = {None: None}, {}
        if breakdown:
            groups = set().union(*(counted.groups for counted in sides.values()))
            groups.update(id_ for _key, kind, id_ in days if kind == breakdown)
            hidden = self._hidden_parts(plan, counts, breakdown, groups)
            groups = groups.union(*hidden.values())
            labels = self._group_labels(plan, groups, counts)
        count = len(plan["periods"]) * len(labels)
        if count > MAX_POINTS:
            plan["problem"] = self._too_many(count, breakdown)
            return []
        how = {side: spec["aggregation"] for side, spec in plan["specs"].items()}
        series = Series(
            Formula(
                metric.kind == "ratio",
                how["numerator"] == "average",
                how.get("denominator") == "average",
                set(how.values()) == {"count"},
            ),
            sides["numerator"],
            sides.get("denominator", Counted()),
            labels,
            self._first_known(plan, sides, counts),
            plan["today"],
            plan["official"],
            self._units(plan, days, breakdown),
            hidden,
            self._hidden_sentence(),
            self._membership_note if metric.per_salesperson else None,
            lambda side: self._no_value_note(plan["specs"][side]),
        )
        return series.points(plan["periods"])

    def _no_value_note(self, spec):
        field = self.env[spec["model"]]._fields[spec["field"]]
        return self.env._(
            "None of the records that “%(measure)s” finds has a value in “%(field)s”.",
            measure=self.env["crm.metric.measure"].sudo().browse(spec["measure"]).name,
            field=field._description_string(self.env),
        )

    def _too_many(self, count, breakdown):
        return self.env._(
            "“%(metric)s” by “%(breakdown)s” would give %(count)s points:"
            " choose longer periods or a shorter span.",
            metric=self.sudo().name,
            breakdown=breakdown,
            count=count,
        )

    def _days(self, plan, counts):
        """Return the days of membership, read once for all metrics of a call."""
        asked = ("days", plan["company"], plan["periods"], plan["today"])
        if asked not in counts:
            engine = self.env["crm.metric.engine"]
            counts[asked] = engine._person_days(*asked[1:])
        return counts[asked]

    def _units(self, plan, days, breakdown):
        """Return how a period and group are turned into weeks, person-weeks, …"""
        metric = self.sudo()
        per, by_person = metric.normalise_per, metric.per_salesperson
        if per == "none" and not by_person:
            return None
        tomorrow = plan["today"] + timedelta(days=1)
        split = breakdown if breakdown in ("user", "team") else None

        def units(period, group):
            if not by_person:
                return elapsed_units(period, tomorrow, per)
            place = (period.key, split, group if split else None)
            return elapsed_units(period, tomorrow, per, days.get(place, 0))

        return units

    def _first_known(self, plan, sides, counts):
        """Return the first day about which the source says anything, or an earlier one.

        Before its first record a source knows nothing, which is not zero: the same day
        whatever is counted of it, and whatever span is asked for.
        """
        start = plan["periods"][0]
        model = plan["specs"]["numerator"]["model"]
        days = []
        for side, spec in plan["specs"].items():
            # a ratio of two sources knows no more than its numerator does
            if spec["model"] != model:
                continue
            if side in sides and sides[side].first() == start.key:
                return start.start  # no need to ask
            axis = replace(plan["axes"][side], group=None)
            if axis not in counts:
                counts[axis] = self.env["crm.metric.engine"]._first_day(axis, spec)
            days.append(counts[axis])
        return min(days)

    def _group_labels(self, plan, groups, counts):
        """Return {id: label}, ordered by label, "not assigned" last."""
        axis = plan["axes"]["numerator"]
        field = self.env[axis.model]._fields[axis.group]
        names = counts.setdefault(("labels", axis.model, axis.group), {})
        missing = groups - names.keys() - {None}
        if missing:
            names.update(self._group_names(field, missing))
        known = [group for group in groups if group is not None]
        known.sort(key=lambda group: (names[group].lower(), str(group)))
        labels = {group: names[group] for group in known}
        if None in groups:
            labels[None] = self.env._("Not assigned")
        return labels

    def _group_names(self, field, ids):
        if field.comodel_name:
            # nothing but the names is read, those of archived ones as well
            lean = {"active_test": False, "prefetch_fields": False}
            model = self.env[field.comodel_name].sudo().with_context(**lean)
            name = [model._rec_name] if model._rec_name else []
            rows = model.search_fetch([("id", "in", list(ids))], name, order="id")
            found = {row.id: row.display_name for row in rows}
        elif field.type == "selection":
            found = dict(field._description_selection(self.env))
        else:
            found = {}
        return {id_: str(found.get(id_, id_)) for id_ in ids}

    def _membership_note(self, period):
        since = (
            self.env["ir.config_parameter"]
            .sudo()
            .get_param("crm_metric_definitions.membership_recorded_from")
        )
        if since and period.start.isoformat() < since:
            return self.env._(
                "Team membership is recorded since %s; before, today's is assumed.",
                since,
            )
        return None

    def _unmeasurable(self, plan):
        return [
            {
                **empty_point(period, plan["official"]),
                "status": "not_measurable",
                "note": plan["problem"],
            }
            for period in plan["periods"]
        ]

    def _broken_reason(self):
        """Return one sentence why the metric cannot be computed, or None."""
        self.ensure_one()
        day = fields.Date.today()
        return self._plan(day.replace(day=1), day.replace(day=2), "total", None)[
            "problem"
        ]

    def _manual_points(self, plan):
        """Take the newest figure entered for exactly each period."""
        rows = (
            self.env["crm.metric.manual.value"]
            .sudo()
            .search(
                [
                    ("metric_id", "=", self.id),
                    ("company_id", "=", plan["company"].id),
                    ("period_start", ">=", plan["periods"][0].start),
                    ("period_end", "<=", plan["periods"][-1].end),
                ],
                order="id",
            )
        )
        newest = {(row.period_start, row.period_end): row for row in rows}
        points = []
        for period in plan["periods"]:
            point = empty_point(period, plan["official"])
            row = newest.get((period.start, period.end))
            if row:
                point.update(
                    value=row.value, numerator=row.value, population=1, status="ok"
                )
                point["note"] = self.env._(
                    "Source: %(origin)s, as of %(date)s.",
                    origin=row.source,
                    date=row.date,
                )
            points.append(point)
        return points
