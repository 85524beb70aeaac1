"""Sheets that are not read back: metrics, history, stakeholders, effects."""

from odoo import fields

from ..lib.workbook.book import Cell, Chart, Column, Row, Sheet, reading_sheet, text

HISTORY_MONTHS = 24
CHARTS = 12


def metrics_sheet(goal_map, metrics):
    env = goal_map.env

    def state(name):
        return lambda metric: goal_map._state_of(metric, name)["label"]

    columns = [
        ("name", env._("Metric"), 30, lambda m: m.name),
        ("code", env._("Code"), 24, lambda m: m.code),
        ("sentence", env._("What is counted"), 60, lambda m: m.sentence),
        ("steps", env._("Measurement procedure"), 60, lambda m: m.procedure_steps),
        ("owner", env._("Data owner"), 22, lambda m: m.data_owner_id.name),
        ("source", env._("Source"), 24, lambda m: m.source),
        ("frequency", env._("Frequency"), 14, state("frequency")),
        ("tz", env._("Time zone"), 18, lambda m: m.tz),
        ("limits", env._("Known limits"), 40, lambda m: m.known_limits),
        ("approval", env._("Approval"), 18, state("approval_state")),
        ("known", env._("Known"), 18, state("known_state")),
        ("todo", env._("What to do"), 40, lambda m: m.known_hint),
    ]
    return reading_sheet("metrics", env._("Metrics"), columns, metrics)


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
        first = len(lines)
        lines += [_point_row(metric, point) for point in series]
        percent = metric.value_format == "percent"
        if len(charts) < CHARTS:
            charts.append(
                Chart(
                    "line",
                    metric.name,
                    "month",
                    "value",
                    first,
                    len(lines) - 1,
                    percent,
                )
            )
    return Sheet("history", env._("History"), columns, lines, charts)


def _point_row(metric, point):
    kind = "percent" if metric.value_format == "percent" else "number"
    known = point["value"] is not None
    return Row(
        {
            "metric": text(metric.name),
            "month": Cell(fields.Date.to_date(point["period_start"]), "date"),
            "value": Cell(point["value"], kind),
            "numerator": Cell(point.get("numerator"), "number"),
            "denominator": Cell(point.get("denominator"), "number"),
            "note": text(point.get("note") if not known else ""),
        }
    )


def stakeholders_sheet(goal_map):
    """For users who may read stakeholders: the sheet is built with their rights."""
    env = goal_map.env

    def state(name):
        return lambda person: goal_map._state_of(person, name)["label"]

    columns = [
        ("goal", env._("Goal"), 34, lambda p: p.goal_id.name),
        ("who", env._("Person or group"), 26, lambda p: p.display_name),
        ("influence", env._("Influence"), 14, state("influence")),
        ("now", env._("Stance now"), 16, state("stance_now")),
        ("needed", env._("Stance needed"), 18, state("stance_needed")),
        ("action", env._("Action to get there"), 50, lambda p: p.action),
    ]
    people = env["crm.goal.stakeholder"].search([("map_id", "=", goal_map.id)])
    return reading_sheet("stakeholders", env._("Stakeholders"), columns, people)


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
        ("goal", env._("Goal"), 34, lambda e: e.goal_id.name),
        (
            "kind",
            env._("Effect"),
            14,
            lambda e: goal_map._state_of(e, "kind")["label"],
        ),
        ("affected", env._("Affected goal or metric"), 34, affected),
        ("why", env._("Why"), 50, lambda e: e.why),
        ("guard", env._("Guard metric"), 30, lambda e: e.guard_metric_id.name),
        ("limit", env._("Limit"), 20, limit),
    ]
    effects = goal_map.goal_ids.effect_ids
    return reading_sheet("effects", env._("Effects"), columns, effects)
