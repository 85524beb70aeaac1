"""The sheets of a goal map's workbook; ``rows`` says which cells are read back."""

from collections import Counter
from functools import partial

from odoo import fields
from odoo.tools.misc import format_date

from ..lib.workbook.book import Cell, Chart, Column, Row, Sheet, text
from . import rows

HISTORY_MONTHS = 24
CHARTS = 12
#: fields of positions and their values that are read back
EDITED = ("finding", "display")


def sheets(goal_map):
    """Return all sheets that the user may see."""
    data = goal_map.map_data()
    metrics = goal_map.goal_ids.metric_id | goal_map.position_ids.value_ids.metric_id
    metrics = metrics.sorted(lambda metric: (metric.sequence, metric.id))
    pages = [
        map_sheet(goal_map, data),
        positions_sheet(goal_map),
        goals_sheet(goal_map, data),
        metrics_sheet(goal_map, metrics),
        history_sheet(goal_map, metrics),
    ]
    if goal_map.env["crm.goal.stakeholder"].has_access("read"):
        pages.append(stakeholders_sheet(goal_map))
    return [*pages, effects_sheet(goal_map)]


def map_sheet(goal_map, data):
    env = goal_map.env
    counts = Counter(goal["status"]["label"] for goal in data["goals"])
    by_status = env._("Goals by status")
    uplift = goal_map.blanket_uplift()["message"]
    entries = [
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
        (by_status, ""),
        *((label, Cell(number, "number")) for label, number in counts.items()),
        (env._("Goal conflicts"), Cell(len(data["conflicts"]), "number")),
    ]
    lines = [Row({"label": text(key), "value": _as_cell(v)}) for key, v in entries]
    charts = []
    if counts:
        last = len(entries) - 2
        first = last - len(counts) + 1
        charts.append(Chart("column", by_status, "label", "value", first, last))
    columns = [Column("label", env._("What"), 24), Column("value", env._("Says"), 60)]
    return Sheet("map", env._("Map"), columns, lines, charts)


def positions_sheet(goal_map):
    """A row for each position, and below it one for each of its values."""
    env = goal_map.env

    def segment(record):
        return (record["position_id"] if "position_id" in record else record).segment_id

    def period(record):
        if "figure" not in record or not (record.period_start and record.period_end):
            return ""
        days = record.period_start, record.period_last
        return " – ".join(format_date(env, day) for day in days)

    # lists: Odoo takes each text of a tuple with a translated one for a term, too
    columns = [
        ["segment", env._("Process segment"), 26, lambda r: segment(r).name],
        ["day", env._("As of"), 12, "date"],
        ["existence", env._("Existence"), 20, "existence"],
        ["finding", env._("Finding"), 50, "finding"],
        ["measure", env._("Measure"), 34, "label"],
        ["stated", env._("Value as stated"), 22, "display"],
        ["source", env._("Source"), 16, "source"],
        ["period", env._("Period"), 24, period],
        ["measured", env._("Measured"), 16, "measured_display"],
        ["measured_period", env._("Measured over"), 24, "measured_period"],
        ["verdict", env._("Said and measured"), 20, "verdict"],
    ]
    positions = goal_map.position_ids.sorted(
        lambda p: (p.segment_id.sequence, p.segment_id.id, p.date, p.id)
    )
    records = [record for p in positions for record in (p, *p.value_ids)]
    return _sheet("positions", env._("Positions"), columns, records)


def goals_sheet(goal_map, data):
    """A column for each part of a goal that has one."""
    env = goal_map.env
    goal = env["crm.goal"]
    columns = [
        (
            part.column.key,
            part.title(goal),
            part.column.width,
            partial(_goal_cell, part),
        )
        for part in goal._goal_parts()
        if part.column
    ]
    order = {segment["id"]: n for n, segment in enumerate(data["segments"])}
    goals = goal_map.goal_ids.sorted(
        lambda g: (order.get(g.segment_id.id, 0), g.sequence, g.id)
    )
    return _sheet("goals", env._("Goals"), columns, goals)


def _goal_cell(part, goal):
    column, kind = part.column, goal._fields[part.field_name].type
    if not column.editable:
        return text(part.words(goal))
    if not column.applies(goal):
        return Cell()
    if kind == "date":
        return Cell(goal[part.field_name] or None, "date", True)
    value = rows.plain(goal, part.field_name, column.zero)
    if kind == "float":
        return Cell(value, "percent" if column.percent(goal) else "number", True)
    return text(value, editable=True)


def metrics_sheet(goal_map, metrics):
    env = goal_map.env
    columns = [
        ["name", env._("Metric"), 30, "name"],
        ["code", env._("Code"), 24, "code"],
        ["sentence", env._("What is counted"), 60, "sentence"],
        ["steps", env._("Measurement procedure"), 60, "procedure_steps"],
        ["owner", env._("Data owner"), 22, "data_owner_id.name"],
        ["source", env._("Source"), 24, "source"],
        ["frequency", env._("Frequency"), 14, "frequency"],
        ["tz", env._("Time zone"), 18, "tz"],
        ["limits", env._("Known limits"), 40, "known_limits"],
        ["approval", env._("Approval"), 18, "approval_state"],
        ["known", env._("Known"), 18, "known_state"],
        ["todo", env._("What to do"), 40, "known_hint"],
    ]
    return _sheet("metrics", env._("Metrics"), columns, metrics)


def history_sheet(goal_map, metrics):
    """Monthly figures of known metrics; for others, what to do to know them."""
    env = goal_map.env
    columns = [
        Column("metric", env._("Metric"), 30),
        Column("month", env._("Month"), 12),
        Column("value", env._("Figure"), 14),
        Column("numerator", env._("Numerator"), 14),
        Column("denominator", env._("Denominator"), 14),
        Column("note", env._("Note"), 50),
    ]
    lines, charts = [], []
    points = metrics.latest_points(HISTORY_MONTHS)
    for metric in metrics:
        series = [p for p in points.get(metric.id) or [] if p.get("official")]
        if not series:
            note = metric.known_hint or env._("not known yet")
            lines.append(Row({"metric": text(metric.name), "note": text(note)}))
            continue
        percent = metric.value_format == "percent"
        kind = "percent" if percent else "number"
        span = len(lines), len(lines) + len(series) - 1
        if len(charts) < CHARTS:
            chart = Chart("line", metric.name, "month", "value", *span, percent)
            charts.append(chart)
        lines += [
            Row(
                {
                    "metric": text(metric.name),
                    "month": Cell(fields.Date.to_date(point["period_start"]), "date"),
                    "value": Cell(point["value"], kind),
                    "numerator": Cell(point.get("numerator"), "number"),
                    "denominator": Cell(point.get("denominator"), "number"),
                    "note": text(point["value"] is None and point.get("note")),
                }
            )
            for point in series
        ]
    return Sheet("history", env._("History"), columns, lines, charts)


def stakeholders_sheet(goal_map):
    """Only for users who may read stakeholders; it is built with their rights."""
    env = goal_map.env
    columns = [
        ["goal", env._("Goal"), 34, "goal_id.name"],
        ["who", env._("Person or group"), 26, "display_name"],
        ["influence", env._("Influence"), 14, "influence"],
        ["now", env._("Stance now"), 16, "stance_now"],
        ["needed", env._("Stance needed"), 18, "stance_needed"],
        ["action", env._("Action to get there"), 50, "action"],
    ]
    people = env["crm.goal.stakeholder"].search([("map_id", "=", goal_map.id)])
    return _sheet("stakeholders", env._("Stakeholders"), columns, people)


def effects_sheet(goal_map):
    env = goal_map.env

    def affected(effect):
        return effect.affected_goal_id.name or effect.affected_metric_id.name

    def limit(effect):
        if effect.guard_limit is None:
            return ""
        side = goal_map._state_of(effect, "guard_comparator")["label"]
        return f"{side} {effect.guard_metric_id.format_value(effect.guard_limit)}"

    columns = [
        ["goal", env._("Goal"), 34, "goal_id.name"],
        ["kind", env._("Effect"), 14, "kind"],
        ["affected", env._("Affected goal or metric"), 34, affected],
        ["why", env._("Why"), 50, "why"],
        ["guard", env._("Guard metric"), 30, "guard_metric_id.name"],
        ["limit", env._("Limit"), 20, limit],
    ]
    return _sheet("effects", env._("Effects"), columns, goal_map.goal_ids.effect_ids)


def _sheet(key, title, columns, records):
    """Return a sheet with a row for each record.

    :param columns: (key, heading, width, source); the source is a field, a path of
        fields, or a function of the record that returns a cell or its text
    """
    lines = []
    for record in records:
        cells = {
            name: _cell(record, source) for name, _title, _width, source in columns
        }
        marks = ()
        if record._name in rows.CONTEXT:
            marks = rows.row_id(record), "-".join(rows.marks(record))
        lines.append(Row(cells, *marks))
    return Sheet(key, title, [Column(*column[:3]) for column in columns], lines)


def _cell(record, source):
    if callable(source):
        return _as_cell(source(record))
    *links, name = source.split(".")
    for link in links:
        record = record[link]
    if name not in record:
        return Cell()
    field, value = record._fields[name], record[name]
    if field.type == "date":
        return Cell(value, "date")
    if field.type == "selection":
        value = field.convert_to_export(value, record)
    return text(value, name in EDITED)


def _as_cell(value):
    return value if isinstance(value, Cell) else text(value)
