"""Compare a workbook with the map: changes, and reasons against them."""

from dataclasses import dataclass, field

from odoo.addons.crm_metric_definitions.public import ContentWords

from ..lib.statement import Statement
from ..lib.workbook import values as workbook_values
from ..lib.workbook.book import mark
from . import rows
from .messages import of_cell


@dataclass(frozen=True)
class Change:
    place: str
    record: object
    label: str
    old: str
    new: str
    vals: dict


@dataclass(frozen=True)
class Remark:
    """``kind`` is error or stale (both block), kept or unread (both only inform)."""

    kind: str
    place: str
    message: str
    name: str = ""


@dataclass
class Plan:
    changes: list[Change] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)

    def blocking(self, leave_stale):
        kinds = {"error"} if leave_stale else {"error", "stale"}
        return [remark for remark in self.remarks if remark.kind in kinds]


#: kind of row: what is read of it, and what that depends on
CELLS = {
    "goal": (rows.goal_cells, rows.goal_record),
    "position": (rows.position_cells, rows.position_record),
    "value": (rows.value_cells, rows.value_record),
}


class Planner:
    """Goes through the rows of one workbook with the rights of the user."""

    def __init__(self, goal_map, book):
        self.map = goal_map
        self.env = goal_map.env
        self.book = book
        self.point = book.meta.get("decimal_point") or "."
        self.plan = Plan()
        self.goal_parts = rows.goal_parts(self.env)
        everything = goal_map.with_context(active_test=False)
        positions = everything.position_ids
        self.records = {
            "goal": {goal.id: goal for goal in everything.goal_ids},
            "position": {position.id: position for position in positions},
            "value": {value.id: value for value in positions.value_ids},
        }

    def make(self):
        for sheet in rows.read_columns(self.env):
            seen = set()
            for row in self.book.rows[sheet]:
                self._row(row, seen)
        for title in self.book.unread:
            self._remark("unread", title, self.env._("This sheet is not read."))
        return self.plan

    def _remark(self, kind, place, message, name=""):
        self.plan.remarks.append(Remark(kind, place, message, name))

    def _row(self, row, seen):
        if not row.id:
            message = self.env._(
                "A row that was added here is not read: make the position or the goal"
                " in Odoo, and remove the row."
            )
            return self._remark("error", row.place, message)
        if row.id in seen:
            message = self.env._("This row is there twice. Remove the copy.")
            return self._remark("error", row.place, message)
        seen.add(row.id)
        kind, _slash, number = row.id.partition("/")
        record = None
        if kind in self.records and number.isdigit():
            record = self.records[kind].get(int(number))
        if record is None:
            message = self.env._(
                "What this row is about is not in the map any more: it was deleted or"
                " moved since the workbook was downloaded."
            )
            return self._remark("stale", row.place, message)
        self._unread(row, record)
        return self._compare(row, kind, record)

    def _unread(self, row, record):
        """Name changed cells that are not read back."""
        for key, place in row.touched.items():
            if key not in row.cells or self._too_long(key, record):
                message = self.env._("This cell is not read: change it in Odoo.")
                self._remark("unread", place, message, record.display_name)

    def _compare(self, row, kind, record):
        cells_of, record_of = CELLS[kind]
        current = cells_of(record)
        typed = self._typed(row, kind, record, current)
        if typed == current:
            return
        old_record, _dash, old_cells = row.mark.partition("-")
        changed_since = old_record != mark(record_of(record))
        if changed_since and mark(typed) == old_cells:
            message = self.env._(
                "Changed in Odoo since the workbook was downloaded, and not in the"
                " workbook: Odoo's version stays."
            )
            self._remark("kept", row.place, message, record.display_name)
            return
        for key, new in typed.items():
            if new == current[key]:
                continue
            place = row.cells[key].place
            if changed_since:
                message = self.env._(
                    "Changed in Odoo since the workbook was downloaded. Odoo says"
                    " “%(odoo)s”, the workbook says “%(workbook)s”.",
                    odoo=self._shown(record, key, current[key]),
                    workbook=self._shown(record, key, new),
                )
                self._remark("stale", place, message, record.display_name)
                continue
            self.plan.changes.append(
                Change(
                    place,
                    record,
                    self._label(key),
                    self._shown(record, key, current[key]),
                    self._shown(record, key, new),
                    self._vals(key, new),
                )
            )

    # -- cells -------------------------------------------------------------

    def _typed(self, row, kind, record, current):
        """Return {column: value} of the row, without cells that cannot be read."""
        typed = {}
        for key, cell in row.cells.items():
            if key in current:
                try:
                    typed[key] = self._value(key, cell, record)
                    continue
                except workbook_values.Unreadable as error:
                    unit = "" if kind != "goal" else record.unit or ""
                    message = of_cell(self.env, error.code, unit)
            elif cell.value is None or self._too_long(key, record):
                continue
            else:
                code = f"{key}_elsewhere"
                known = kind == "goal" and key in ("target", "change")
                message = of_cell(self.env, code if known else "elsewhere")
            self._remark("error", cell.place, message, record.display_name)
        return typed

    def _too_long(self, key, record):
        """Tell whether a finding is too long for its cell, and so is not read back."""
        return (
            key == "finding"
            and record._name == "crm.goal.position"
            and not rows.position_cells(record)
        )

    def _value(self, key, cell, record):
        if key == "stated":
            stated = workbook_values.statement(cell, self.point)
            return [stated.comparator, stated.figure, stated.decimals, stated.unit]
        if key == "finding":
            return workbook_values.text(cell)
        part = self.goal_parts[key]
        kind = record._fields[part.field_name].type
        if kind == "date":
            shape = self.book.meta.get("date_format") or "%Y-%m-%d"
            return workbook_values.day(cell, shape)
        if kind != "float":
            return workbook_values.text(cell)
        number = workbook_values.number(
            cell,
            part.column.percent(record),
            self.point,
            record.unit or "",
            record[part.column.sign] if part.column.sign else "=",
        )
        return number if number or part.column.zero else None

    def _label(self, key):
        if key == "finding":
            return self.env._("Finding")
        if key == "stated":
            return self.env._("Value as stated")
        return self.goal_parts[key].title(self.env["crm.goal"])

    def _shown(self, record, key, value):
        if value in (None, ""):
            return self.env._("(empty)")
        if key == "stated":
            return record._phrase(Statement(*value))
        if key == "finding":
            return value
        part = self.goal_parts[key]
        words = ContentWords(record, company=record.company_id)
        return words.text((part.key,), {**record._map_content(), part.key: value})

    def _vals(self, key, value):
        if key == "stated":
            names = ("comparator", "figure", "decimals", "unit")
            return dict(zip(names, value, strict=True))
        if key == "finding":
            return {"finding": value or False}
        empty = value is None or value == ""
        return {self.goal_parts[key].field_name: False if empty else value}
