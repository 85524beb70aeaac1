"""Compare a workbook with the map: changes, and reasons against them."""

from dataclasses import dataclass

from odoo.exceptions import UserError

from odoo.addons.crm_metric_definitions.public import ContentWords

from ..lib.workbook import values as workbook_values
from . import rows
from .messages import SENTENCES, sentence


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
        # what is said there is said in the language of the workbook
        self.lang = {"said_lang": book.meta.get("lang") or "en_US"}
        self.changes, self.remarks = [], []
        self.parts = rows.parts(self.env)
        everything = goal_map.with_context(active_test=False)
        positions = everything.position_ids
        records = [*everything.goal_ids, *positions, *positions.value_ids]
        self.records = {rows.row_id(record): record for record in records}
        for sheet, parts in self.parts.items():
            row_ids = set()
            for row in self.book.rows[sheet]:
                self._row(row, parts, row_ids, rows.NAMES[sheet])
        for title in self.book.unread:
            self._remark("unread", title, "unread_sheet")

    def blocking(self, leave_stale):
        kinds = {"error"} if leave_stale else {"error", "stale"}
        return [remark for remark in self.remarks if remark["kind"] in kinds]

    def _remark(self, kind, address, code, record=None, **details):
        message = sentence(self.env, code, **details) if code in SENTENCES else code
        name = record.display_name if record else ""
        self.remarks.append(
            {"kind": kind, "address": address, "message": message, "name": name}
        )

    def _row(self, row, parts, row_ids, names):
        if not row.id:
            self._remark("error", row.address, "added")
        elif row.id in row_ids:
            self._remark("error", row.address, "twice")
        elif row.id not in self.records:
            self._remark("stale", row.address, "gone")
        elif not row.mark:
            self._remark("error", row.address, "unmarked")
        elif set(names) & set(row.touched):
            # the cells belong to another record than the hidden id says
            record = self.records[row.id]
            said = [row.cells[name].value for name in names if name in row.cells]
            said = " – ".join(str(value) for value in said if value)
            details = {"said": said, "name": record.display_name}
            self._remark("error", row.address, "moved", record, **details)
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
            if key not in parts or key in shortened:
                self._remark("unread", address, "unread", record)
        typed = self._typed(row, parts, record, current, shortened)
        old_record, _dash, old_cells = row.mark.partition("-")
        record_mark, cells_mark = rows.marks(record)
        changed_since = old_record != record_mark
        if changed_since and not typed and old_cells != cells_mark:
            self._remark("kept", row.address, "kept", record)
        for key, (vals, new_text) in typed.items():
            address, part = row.cells[key].address, parts[key]
            old_text = self._text(record, part, current[key])
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
            changed = record.with_context(**self.lang)
            self.changes.append(Change(changed, vals, line))

    def _typed(self, row, parts, record, current, shortened):
        """Return {column: (values, new text)} of the cells that were changed."""
        typed = {}
        for key in parts:
            # a row that somebody added has no marks, and was refused before
            if key not in row.touched or key in shortened:
                continue
            cell = row.cells[key]
            try:
                if key in current:
                    vals, new = self._vals(parts[key], cell, record)
                    if new != current[key]:
                        typed[key] = vals, self._text(record, parts[key], new, vals)
                    continue
                code = "elsewhere"
                if cell.value is None:
                    continue
                if key in ("target", "change"):
                    code = f"{key}_elsewhere"
            except workbook_values.Unreadable as error:
                code = error.code
            except UserError as error:
                self._remark("error", cell.address, str(error), record)
                continue
            self._remark("error", cell.address, code, record)
        return typed

    def _vals(self, part, cell, record):
        """Return ({field: value}, what ``rows.cells`` would hold of it)."""
        name = part.field_name
        if name == "display":
            return self._stated(cell, record)
        kind = record._fields[name].type
        if kind == "date":
            shape = self.book.meta.get("date_format") or "%Y-%m-%d"
            value = workbook_values.day(cell, shape)
        elif kind != "float":
            value = workbook_values.text(cell)
        elif isinstance(cell.value, str) and not cell.formula and not cell.error:
            return self._figure(part, cell.value, record)
        else:
            value = None
            if cell.value is not None:
                percent = part.column.percent(record)
                value = workbook_values.number(cell, percent)
            value = value if value or part.column.zero else None
        return {name: False if value in (None, "") else value}, value

    def _stated(self, cell, record):
        text = workbook_values.said(cell, self.point)
        if not text:
            raise workbook_values.Unreadable("needed")
        vals, _words = record.with_context(**self.lang)._said_vals(text)
        read = [vals[key] for key in ("comparator", "figure", "decimals", "unit")]
        return {"display": text}, read

    def _figure(self, part, text, record):
        """Read a figure that is a text in its cell: "at least 48 %", "+20 %"."""
        name = part.field_name
        if name not in ("target_value", "target_change"):
            read = record._read_figure(record.metric_id, text, point=self.point)
            return {name: read["value"]}, round(read["value"], 6)
        vals = record._target_vals(text, self.point)
        if vals.pop("target_comparator", None) not in (None, record.target_comparator):
            raise workbook_values.Unreadable("comparator")
        if vals.pop("target_basis") == record.target_basis:
            return vals, round(vals[name], 6)
        return record._target_vals(text, self.point), text

    def _text(self, record, part, value, vals=()):
        if value in (None, ""):
            return self.env._("(empty)")
        if "display" in vals:
            return vals["display"]
        if part.field_name == "display":
            return record.display or self.env._("(empty)")
        if part.field_name == "finding" or "target_basis" in vals:
            return value
        words = ContentWords(record, company=record.company_id)
        return words.text((part.key,), {**record._map_content(), part.key: value})
