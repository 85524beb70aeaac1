"""The rows that are read back from a workbook, as plain data.

The same functions serve writing and reading.
"""

from odoo.addons.crm_metric_definitions.public import Part

from ..lib.workbook.book import fits, mark, normal

#: {column: field} of a position and of its values
FINDING = {"finding": Part("finding")}
STATED = {"stated": Part("display")}
#: values that the cells of a row depend on: a change gives the cells another meaning
#: columns by which people know what a row is about
NAMES = {
    "positions": ("segment", "day", "measure"),
    "goals": ("segment", "name", "metric"),
}
CONTEXT = {
    "crm.goal": {
        "metric": "metric_id",
        "format": "value_format",
        "basis": "target_basis",
        "comparator": "target_comparator",
        "active": "active",
    },
    "crm.goal.position": {
        "segment": "segment_id",
        "existence": "existence",
        "date": "date",
    },
    "crm.goal.position.value": {"metric": "metric_id", "name": "name"},
}


def parts(env):
    """Return {sheet: {column: part}} of the columns that are read back."""
    goal_parts = {
        part.column.key: part
        for part in env["crm.goal"]._goal_parts()
        if part.column and part.column.editable
    }
    return {"positions": FINDING | STATED, "goals": goal_parts}


def cells(record):
    """Return the cells that can be read back; one that does not apply is left out."""
    if record._name == "crm.goal.position.value":
        figure = round(record.figure, 6)
        return {
            "stated": [record.comparator, figure, record.decimals, record.unit or ""]
        }
    if record._name == "crm.goal.position":
        finding = plain(record, "finding")
        return {"finding": finding} if fits(finding) else {}
    return {
        key: plain(record, part.field_name, part.column.zero)
        for key, part in parts(record.env)["goals"].items()
        if part.column.applies(record)
    }


def row_id(record):
    """Return "goal/7", "position/7" or "value/7"."""
    return f"{record._name.rpartition('.')[2]}/{record.id}"


def marks(record):
    """Return the mark of a row with what it depends on, and that of its cells."""
    names, read = CONTEXT[record._name], cells(record)
    context = {key: plain(record, name) for key, name in names.items()}
    return mark({**context, **read}), mark(read)


def plain(record, name, zero=True):
    value, kind = record[name], record._fields[name].type
    if kind == "float":
        known = value is not None and (value or zero)
        return round(value, 6) if known else None
    if kind == "many2one":
        return value.id or None
    if kind == "boolean":
        return value
    if kind == "date":
        return value.isoformat() if value else ""
    return normal(value)
