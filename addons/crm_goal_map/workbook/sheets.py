"""Sheets of the workbook that are edited in a workshop, and the map's own."""

from odoo.tools.misc import format_date

from ..lib.workbook.book import Cell, Chart, Column, Row, Sheet, row_mark, text
from . import rows as rows


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
    found = [Row({"fact": text(label), "says": text(says)}) for label, says in facts]
    counts = _status_counts(data)
    start = len(found) + 1
    found.append(Row({"fact": text(env._("Goals by status"))}))
    found += [
        Row({"fact": text(label), "says": Cell(number, "number")})
        for label, number in counts
    ]
    conflicts = Cell(len(data["conflicts"]), "number")
    found.append(Row({"fact": text(env._("Goal conflicts")), "says": conflicts}))
    charts = []
    if counts:
        last = start + len(counts) - 1
        title = env._("Goals by status")
        charts.append(Chart("column", title, "fact", "says", start, last))
    columns = [Column("fact", env._("What"), 24), Column("says", env._("Says"), 60)]
    return Sheet("map", env._("Map"), columns, found, charts)


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
        Column("stated", env._("Stated as"), 22),
        Column("source", env._("Source"), 16),
        Column("period", env._("Period"), 24),
    ]
    positions = goal_map.position_ids.sorted(
        lambda p: (p.segment_id.sequence, p.segment_id.id, p.date, p.id)
    )
    found = []
    for position in positions:
        found.append(_position_row(goal_map, position))
        found += [_value_row(goal_map, value) for value in position.value_ids]
    return Sheet("positions", env._("Positions"), columns, found)


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
    env = goal_map.env
    columns = [
        Column("segment", env._("Process segment"), 26),
        Column("name", env._("Goal"), 34),
        Column("metric", env._("Metric"), 28),
        Column("owner", env._("Owner"), 18),
        Column("baseline", env._("Baseline"), 16),
        Column("basis", env._("Target stated as"), 24),
        Column("comparator", env._("Target is"), 12),
        Column("target", env._("Target"), 14),
        Column("upper", env._("Upper bound"), 14),
        Column("change", env._("Change"), 14),
        Column("date", env._("Until"), 12),
        Column("said", env._("Target in words"), 28),
        Column("current", env._("Now"), 16),
        Column("status", env._("Status"), 16),
        Column("todo", env._("What to do"), 40),
        Column("trust", env._("Trust"), 14),
        Column("approval", env._("Approval"), 16),
        Column("why", env._("Why is it so"), 40),
        Column("what", env._("What changes"), 40),
    ]
    by_id = {goal["id"]: goal for goal in data["goals"]}
    order = {segment["id"]: n for n, segment in enumerate(data["segments"])}
    goals = goal_map.goal_ids.sorted(
        lambda g: (order.get(g.segment_id.id, 0), g.sequence, g.id)
    )
    found = [_goal_row(goal_map, goal, by_id[goal.id]) for goal in goals]
    return Sheet("goals", env._("Goals"), columns, found)


def _goal_row(goal_map, goal, data):
    cells = rows.goal_cells(goal)
    value_kind = "percent" if goal.value_format == "percent" else "number"
    change_kind = "percent" if rows.change_is_percent(goal) else "number"
    kinds = {"target": value_kind, "upper": value_kind, "change": change_kind}
    editable = {
        key: Cell(cells[key], kind, True) for key, kind in kinds.items() if key in cells
    }
    return Row(
        {
            "segment": text(goal.segment_id.name),
            "name": text(goal.name),
            "metric": text(goal.metric_id.name),
            "owner": text(goal.owner_id.name),
            "baseline": text(data["baseline"]),
            "basis": text(goal_map._state_of(goal, "target_basis")["label"]),
            "comparator": text(goal_map._state_of(goal, "target_comparator")["label"]),
            **editable,
            "date": Cell(goal.target_date or None, "date", True),
            "said": text(data["target"]),
            "current": text(data["current"]),
            "status": text(data["status"]["label"]),
            "todo": text(data["status_hint"]),
            "trust": text(data["trust"]["label"]),
            "approval": text(data["approval"]["label"]),
            "why": text("\n".join(goal.explanation_ids.mapped("text"))),
            "what": text(goal.change_what),
        },
        f"goal/{goal.id}",
        row_mark(rows.goal_record(goal), cells),
    )
