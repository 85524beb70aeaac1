from decimal import Decimal

from odoo.tools import SQL

from ...engine.query import counted_model

#: a figure of up to so many records keeps their ids, to name those that move
KEPT_IDS = 1000


class Counted:
    """Which records the recorded figures of a metric count, read once per period."""

    def __init__(self, metric):
        self.env = metric.env
        self.metric = metric.sudo()
        self.found = {}  # {(breakdown, period): see `_of_period`}

    def ids(self, breakdown, group, period, population):
        """Return which records a figure counts, {measure id: records}, as `_of_period`
        does; None where they are too many to be kept.

        :param group: as it is stored
        :param period: (first day, day after the last), as dates
        """
        if self.metric.kind == "manual" or population > KEPT_IDS:
            return None
        key = breakdown or "", period
        if key not in self.found:
            self.found[key] = self._of_period(breakdown, *period)
        counted = self.found[key]
        return counted and {
            measure: of_group.get(group, []) for measure, of_group in counted.items()
        }

    def _of_period(self, breakdown, start, end):
        """Return {measure id: {stored group: records}} of a period, or None.

        The records are a list of ids, or {id: amount} where amounts or different values
        count: so a record is named whose amount has changed.
        """
        metric, company, counted = self.metric, self.env.company, {}
        for measure in metric._operands().values():
            spec = measure._spec()
            model = counted_model(self.env, spec.model, company.id, metric.tz)
            domain = spec.counted_domain(start, end, company, metric.tz)
            query = model._search(domain, limit=KEPT_IDS + 1)
            names = ("id", spec.group_field(breakdown), spec.field)
            columns = [
                model._field_to_sql(model._table, name, query) if name else SQL("NULL")
                for name in names
            ]
            rows = self.env.execute_query(query.select(*columns))
            if len(rows) > KEPT_IDS:
                return None
            groups = counted[str(measure.id)] = {}
            for id_, group, amount in sorted(rows, key=lambda row: row[0]):
                stored = stored_group(breakdown, group)
                if spec.field:
                    groups.setdefault(stored, {})[str(id_)] = _plain(amount)
                else:
                    groups.setdefault(stored, []).append(id_)
        return counted


def stored_group(breakdown, group):
    """Return how the id or key of a part is stored: "" for the total."""
    if not breakdown:
        return ""
    return "none" if group is None else str(group)


def _plain(amount):
    """Return an amount or value as JSON can hold it."""
    if amount is None or isinstance(amount, bool | int | float | str):
        return amount
    return float(amount) if isinstance(amount, Decimal) else str(amount)


def moved_records(before, after):
    """Return {measure id: {"entered": ids, "left": ids}}, and "changed": ids where
    amounts have; None if it is not known.

    :param before, after: what ``counted_ids`` holds
    """
    if before in (None, False) or after is None:
        return None
    moves = {}
    for key in after | before:
        old, new = before.get(key) or [], after.get(key) or []
        left, entered = (
            {int(id_) for id_ in one} - {int(id_) for id_ in other}
            for one, other in ((old, new), (new, old))
        )
        moves[key] = {"entered": sorted(entered), "left": sorted(left)}
        if isinstance(old, dict) and isinstance(new, dict):
            changed = [int(i) for i in new if i in old and old[i] != new[i]]
            if changed:
                moves[key]["changed"] = sorted(changed)
    return moves
