"""Sheets of the workbook for reading: metrics, history, people, effects."""

from odoo import fields

from ..lib.workbook import Cell, Chart, Column, Row, Sheet, text

HISTORY_MONTHS = 24
CHARTS = 12


def metrics_sheet(goal_map, metrics):
    env = goal_map.env
    columns = [
        Column("name", env._("Metric"), 30),
        Column("code", env._("Code"), 24),
        Column("sentence", env._("What is counted"), 60),
        Column("steps", env._("Measurement procedure"), 60),
        Column("owner", env._("Data owner"), 22),
        Column("source", env._("Source"), 24),
        Column("frequency", env._("Frequency"), 14),
        Column("tz", env._("Time zone"), 18),
        Column("limits", env._("Known limits"), 40),
        Column("approval", env._("Approval"), 18),
        Column("known", env._("Known"), 18),
        Column("todo", env._("What to do"), 40),
    ]
    found = [
        Row(
            {
                "name": text(metric.name),
                "code": text(metric.code),
                "sentence": text(metric.sentence),
                "steps": text(metric.procedure_steps),
                "owner": text(metric.data_owner_id.name),
                "source": text(metric.source),
                "frequency": text(goal_map._state_of(metric, "frequency")["label"]),
                "tz": text(metric.tz),
                "limits": text(metric.known_limits),
                "approval": text(goal_map._state_of(metric, "approval_state")["label"]),
                "known": text(goal_map._state_of(metric, "known_state")["label"]),
                "todo": text(metric.known_hint),
            }
        )
        for metric in metrics
    ]
    return Sheet("metrics", env._("Metrics"), columns, found)


def history_sheet(goal_map, metrics):
    """Monthly figures of known metrics; the others say that they are not known."""
    env = goal_map.env
    columns = [
        Column("metric", env._("Metric"), 30),
        Column("month", env._("Month"), 12),
        Column("value", env._("Figure"), 14),
        Column("numerator", env._("Numerator"), 14),
        Column("denominator", env._("Denominator"), 14),
        Column("note", env._("Note"), 50),
    ]
    found, charts = [], []
    points = metrics.latest_points(HISTORY_MONTHS)
    for metric in metrics:
        series = [p for p in points.get(metric.id) or [] if p.get("official")]
        if not series:
            note = metric.known_hint or env._("not known yet")
            found.append(Row({"metric": text(metric.name), "note": text(note)}))
            continue
        first = len(found)
        found += [_point_row(metric, point) for point in series]
        percent = metric.value_format == "percent"
        if len(charts) < CHARTS:
            charts.append(
                Chart(
                    "line",
                    metric.name,
                    "month",
                    "value",
                    first,
                    len(found) - 1,
                    percent,
                )
            )
    return Sheet("history", env._("History"), columns, found, charts)


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
    """Only for those who may read it: everything is read with the user's rights."""
    env = goal_map.env
    columns = [
        Column("goal", env._("Goal"), 34),
        Column("who", env._("Person or group"), 26),
        Column("influence", env._("Influence"), 14),
        Column("now", env._("Stance now"), 16),
        Column("needed", env._("Stance needed"), 18),
        Column("action", env._("Measure to get there"), 50),
    ]
    people = env["crm.goal.stakeholder"].search([("map_id", "=", goal_map.id)])
    found = [
        Row(
            {
                "goal": text(person.goal_id.name),
                "who": text(person.display_name),
                "influence": text(goal_map._state_of(person, "influence")["label"]),
                "now": text(goal_map._state_of(person, "stance_now")["label"]),
                "needed": text(goal_map._state_of(person, "stance_needed")["label"]),
                "action": text(person.action),
            }
        )
        for person in people
    ]
    return Sheet("stakeholders", env._("Stakeholders"), columns, found)


def effects_sheet(goal_map):
    env = goal_map.env
    columns = [
        Column("goal", env._("Goal"), 34),
        Column("kind", env._("Effect"), 14),
        Column("affected", env._("Affected goal or metric"), 34),
        Column("why", env._("Why"), 50),
        Column("guard", env._("Guard metric"), 30),
        Column("limit", env._("Has to stay"), 20),
    ]
    found = []
    for effect in goal_map.goal_ids.effect_ids:
        limit = ""
        if effect.guard_known:
            side = goal_map._state_of(effect, "guard_comparator")["label"]
            limit = f"{side} {effect.guard_metric_id.format_value(effect.guard_limit)}"
        affected = effect.affected_goal_id.name or effect.affected_metric_id.name
        found.append(
            Row(
                {
                    "goal": text(effect.goal_id.name),
                    "kind": text(goal_map._state_of(effect, "kind")["label"]),
                    "affected": text(affected),
                    "why": text(effect.why),
                    "guard": text(effect.guard_metric_id.name),
                    "limit": text(limit),
                }
            )
        )
    return Sheet("effects", env._("Effects"), columns, found)
