"""What is read back from a workbook: the same plain data when it is written and read.

For each record: the values of its readable cells, and what else must not have changed
in the meantime for them to mean the same.
"""

from ..lib.workbook.book import LONGEST

#: {sheet: columns that are read back}
READ = {
    "positions": ["finding", "stated"],
    "goals": ["target", "upper", "change", "date"],
}


def goal_cells(goal):
    """Readable cells of a goal; a column that is missing here does not apply to it."""
    cells = {"date": goal.target_date.isoformat() if goal.target_date else ""}
    if goal.target_basis != "absolute":
        return {**cells, "change": rounded(goal.target_change or None)}
    cells["target"] = rounded(goal.target_value)
    if goal.target_comparator == "range":
        cells["upper"] = rounded(goal.target_upper)
    return cells


def rounded(figure):
    return None if figure is None else round(figure, 6)


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
