"""The cells that are read back from a workbook, as plain data.

The same functions serve writing and reading. A ``*_record`` says beside the cells what
they depend on: if that has changed in Odoo meanwhile, the cells mean something else.
"""

from ..lib.workbook.book import LONGEST

POSITION_COLUMNS = ("finding", "stated")


def read_columns(env):
    """Return {sheet: keys of the columns that are read back}."""
    return {"positions": [*POSITION_COLUMNS], "goals": [*goal_parts(env)]}


def goal_parts(env):
    """Return {column: part of a goal that is read back from it}."""
    return {
        part.column.key: part
        for part in env["crm.goal"]._goal_parts()
        if part.column and part.column.editable
    }


def goal_cells(goal):
    """Return the readable cells of a goal; one that does not apply is missing."""
    return {
        key: _plain(goal, part)
        for key, part in goal_parts(goal.env).items()
        if part.column.applies(goal)
    }


def _plain(goal, part):
    value, kind = goal[part.field_name], goal._fields[part.field_name].type
    if kind == "float":
        known = value is not None and (value or part.column.zero)
        return round(value, 6) if known else None
    if kind == "date":
        return value.isoformat() if value else ""
    return clean(value)


def goal_record(goal):
    return {
        "metric": goal.metric_id.id or None,
        "format": goal.value_format or "",
        "basis": goal.target_basis,
        "comparator": goal.target_comparator or "",
        "active": goal.active,
        **goal_cells(goal),
    }


def position_cells(position):
    finding = clean(position.finding)
    return {"finding": finding} if len(finding) <= LONGEST else {}


def position_record(position):
    return {
        "segment": position.segment_id.id,
        "existence": position.existence,
        "date": position.date.isoformat(),
        **position_cells(position),
    }


def value_cells(value):
    figure = round(value.figure, 6)
    return {"stated": [value.comparator, figure, value.decimals, value.unit or ""]}


def value_record(value):
    return {
        "metric": value.metric_id.id or None,
        "name": value.name or "",
        **value_cells(value),
    }


def clean(text):
    return (text or "").replace("\r\n", "\n").strip()
