"""Sheets of the workbook that are edited in a workshop, and the map's own."""

from odoo.tools.misc import format_date

from ..lib.workbook.book import Cell, Chart, Column, Row, Sheet, row_mark, text
from . import rows


def map_sheet(goal_map, data):
    env = goal_map.env
    uplift = goal_map.blanket_uplift()["message"]
    facts = [
        (env._("Goal map"), data["name"]),
        (env._("Company"), goal_map.company_id.name),
        (env._("Owner"), goal_map.owner_id.name),
        (env._("External advisor"), goal_map.advisor_id.name),
        (env._("Period"), data["period"]),
        (env._("Approval"), data["approval"]["label"]),
        (env._("Business conditions"), goal_map.conditions),
        (env._("Next review"), format_date(env, goal_map.next_review)),
        (env._("Blanket uplift"), uplift or env._("none found")),
        (
            env._("How to use"),
            env._(
                "Change only the yellow cells: findings and stated values of positions,"
                " targets and dates of goals. Everything else is for reading."
            ),
        ),
    ]
    lines = [Row({"fact": text(label), "says": text(says)}) for label, says in facts]
    counts = _status_counts(data)
    start = len(lines) + 1
    lines.append(Row({"fact": text(env._("Goals by status"))}))
    lines += [
        Row({"fact": text(label), "says": Cell(number, "number")})
        for label, number in counts
    ]
    conflicts = Cell(len(data["conflicts"]), "number")
    lines.append(Row({"fact": text(env._("Goal conflicts")), "says": conflicts}))
    charts = []
    if counts:
        last = start + len(counts) - 1
        title = env._("Goals by status")
        charts.append(Chart("column", title, "fact", "says", start, last))
    columns = [Column("fact", env._("What"), 24), Column("says", env._("Says"), 60)]
    return Sheet("map", env._("Map"), columns, lines, charts)


def _status_counts(data):
    counts = {}
    for goal in data["goals"]:
        label = goal["status"]["label"]
        counts[label] = counts.get(label, 0) + 1
    return list(counts.items())


def positions_sheet(goal_map):
    env = goal_map.env
    columns = [
        Column("segment", env._("Process segment"), 26),
        Column("day", env._("As of"), 12),
        Column("existence", env._("Existence"), 20),
        Column("finding", env._("Finding"), 50),
        Column("measure", env._("Measure"), 34),
        Column("stated", env._("Value as stated"), 22),
        Column("source", env._("Source"), 16),
        Column("period", env._("Period"), 24),
    ]
    positions = goal_map.position_ids.sorted(
        lambda p: (p.segment_id.sequence, p.segment_id.id, p.date, p.id)
    )
    lines = []
    for position in positions:
        lines.append(_position_row(goal_map, position))
        lines += [_value_row(goal_map, value) for value in position.value_ids]
    return Sheet("positions", env._("Positions"), columns, lines)


def _position_row(goal_map, position):
    cells = rows.position_cells(position)
    return Row(
        {
            "segment": text(position.segment_id.name),
            "day": Cell(position.date, "date"),
            "existence": text(goal_map._state_of(position, "existence")["label"]),
            "finding": text(rows.clean(position.finding), editable=True),
        },
        f"position/{position.id}",
        row_mark(rows.position_record(position), cells),
    )


def _value_row(goal_map, value):
    env = goal_map.env
    period = ""
    if value.period_start and value.period_end:
        period = f"{format_date(env, value.period_start)} – " + format_date(
            env, value.period_end
        )
    return Row(
        {
            "segment": text(value.position_id.segment_id.name),
            "measure": text(value.label),
            "stated": text(value.display, editable=True),
            "source": text(goal_map._state_of(value, "source")["label"]),
            "period": text(period),
        },
        f"value/{value.id}",
        row_mark(rows.value_record(value), rows.value_cells(value)),
    )


def goals_sheet(goal_map, data):
    """A column for each part of a goal that has one."""
    env = goal_map.env
    goal = env["crm.goal"]
    parts = [part for part in goal._goal_parts() if part.column]
    columns = [
        Column(part.column.key, part.title(goal), part.column.width) for part in parts
    ]
    order = {segment["id"]: n for n, segment in enumerate(data["segments"])}
    goals = goal_map.goal_ids.sorted(
        lambda g: (order.get(g.segment_id.id, 0), g.sequence, g.id)
    )
    return Sheet(
        "goals", env._("Goals"), columns, [_goal_row(goal, parts) for goal in goals]
    )


def _goal_row(goal, parts):
    cells = rows.goal_cells(goal)
    return Row(
        {part.column.key: _goal_cell(goal, part, cells) for part in parts},
        f"goal/{goal.id}",
        row_mark(rows.goal_record(goal), cells),
    )


def _goal_cell(goal, part, cells):
    column, kind = part.column, goal._fields[part.field_name].type
    if not column.editable:
        return text(part.words(goal))
    if column.key not in cells:
        return Cell()
    if kind == "float":
        kind = "percent" if column.percent(goal) else "number"
        return Cell(cells[column.key], kind, True)
    if kind == "date":
        return Cell(goal[part.field_name] or None, "date", True)
    return text(cells[column.key], editable=True)
