"""Compare a workbook with the map: changes, and reasons against them."""

from dataclasses import dataclass

from odoo.addons.crm_metric_definitions.public import ContentWords

from ..lib.statement import Statement
from ..lib.workbook import values as workbook_values
from ..lib.workbook.book import mark
from . import rows
from .messages import sentence


@dataclass(frozen=True)
class Change:
    """``line`` shows it: values of ``crm.goal.workbook.line``."""

    record: object
    vals: dict
    line: dict


class Plan:
    """What one workbook changes, found with the rights of the user.

    ``remarks`` are values of ``crm.goal.workbook.line``, too. Of their kinds, error and
    stale block; kept and unread only inform.
    """

    def __init__(self, goal_map, book):
        self.env = goal_map.env
        self.book = book
        self.point = book.meta.get("decimal_point") or "."
        self.changes, self.remarks = [], []
        self.parts = rows.parts(self.env)
        everything = goal_map.with_context(active_test=False)
        positions = everything.position_ids
        records = [*everything.goal_ids, *positions, *positions.value_ids]
        self.records = {rows.row_id(record): record for record in records}
        for sheet, parts in self.parts.items():
            row_ids = set()
            for row in self.book.rows[sheet]:
                self._row(row, parts, row_ids)
        for title in self.book.unread:
            self._remark("unread", title, "unread_sheet")

    def blocking(self, leave_stale):
        kinds = {"error"} if leave_stale else {"error", "stale"}
        return [remark for remark in self.remarks if remark["kind"] in kinds]

    def _remark(self, kind, address, code, record=None, **details):
        message = sentence(self.env, code, **details)
        name = record.display_name if record else ""
        self.remarks.append(
            {"kind": kind, "address": address, "message": message, "name": name}
        )

    def _row(self, row, parts, row_ids):
        if not row.id:
            self._remark("error", row.address, "added")
        elif row.id in row_ids:
            self._remark("error", row.address, "twice")
        elif row.id not in self.records:
            self._remark("stale", row.address, "gone")
        else:
            self._compare(row, parts, self.records[row.id])
        row_ids.add(row.id)

    def _compare(self, row, parts, record):
        current = rows.cells(record)
        shortened = set()
        if record._name == "crm.goal.position":
            # a finding that is too long for its cell is not read back
            shortened = {"finding"} - set(current)
        for key, address in row.touched.items():
            if key not in row.cells or key in shortened:
                self._remark("unread", address, "unread", record)
        typed = self._typed(row, parts, record, current, shortened)
        if typed == current:
            return
        old_record, _dash, old_cells = row.mark.partition("-")
        changed_since = old_record != rows.marks(record)[0]
        if changed_since and mark(typed) == old_cells:
            self._remark("kept", row.address, "kept", record)
            return
        for key, new in typed.items():
            if new == current[key]:
                continue
            address, part = row.cells[key].address, parts[key]
            old_text = self._text(record, part, current[key])
            new_text = self._text(record, part, new)
            if changed_since:
                texts = {"odoo": old_text, "workbook": new_text}
                self._remark("stale", address, "stale", record, **texts)
                continue
            line = {
                "kind": "change",
                "address": address,
                "name": record.display_name,
                "what": part.title(record),
                "old": old_text,
                "new": new_text,
            }
            self.changes.append(Change(record, self._vals(part, new), line))

    def _typed(self, row, parts, record, current, shortened):
        """Return {column: value} of the row, without cells that cannot be read."""
        typed = {}
        unit = record.unit or "" if record._name == "crm.goal" else ""
        for key, cell in row.cells.items():
            if key in current:
                try:
                    typed[key] = self._value(parts[key], cell, record)
                    continue
                except workbook_values.Unreadable as error:
                    code = error.code
                if code == "unit" and not unit:
                    code = "no_unit"
            elif cell.value is None or key in shortened:
                continue
            else:
                goal_target = key in ("target", "change")
                code = f"{key}_elsewhere" if goal_target else "elsewhere"
            self._remark("error", cell.address, code, record, unit=unit)
        return typed

    def _value(self, part, cell, record):
        if part.field_name == "display":
            value = workbook_values.statement(cell, self.point)
            return [value.comparator, value.figure, value.decimals, value.unit]
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

    def _text(self, record, part, value):
        if value in (None, ""):
            return self.env._("(empty)")
        if part.field_name == "display":
            return record._phrase(Statement(*value))
        if part.field_name == "finding":
            return value
        words = ContentWords(record, company=record.company_id)
        return words.text((part.key,), {**record._map_content(), part.key: value})

    def _vals(self, part, value):
        if part.field_name == "display":
            names = ("comparator", "figure", "decimals", "unit")
            return dict(zip(names, value, strict=True))
        return {part.field_name: False if value in (None, "") else value}
