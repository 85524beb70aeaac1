"""The table of a goal's parts: one entry for each part.

The contents of approvals, their labels and words, the printed revision of the map,
``map_data``, the workbook and what is read back from it are loops over this table.
"""

from collections.abc import Callable
from dataclasses import dataclass

from odoo.addons.crm_metric_definitions.public import (
    Part,
    content,
    fingerprint,
    say,
)

from ..words import percent, points

CHANGE_CARD = (
    "change_what",
    "change_why",
    "change_effects",
    "change_risks",
    "change_failure_signs",
)


@dataclass(frozen=True)
class Column:
    """A column of the workbook's sheet of goals.

    :param editable: what people type into it is read back
    :param applies: whether the column is read back for a goal
    :param percent: whether a figure of a goal is a percentage
    :param sign: field with the comparator that may be typed before the figure
    :param zero: whether zero is an answer, and not the same as an empty cell
    """

    key: str
    width: int
    editable: bool = False
    applies: Callable = lambda goal: True
    percent: Callable = lambda goal: goal.value_format == "percent"
    sign: str = ""
    zero: bool = True


@dataclass(frozen=True)
class GoalPart(Part):
    """One part of a goal.

    :param of: whose approved content it belongs to: "goal", "map" or both
    :param data: its key in ``map_data``
    :param text: a function of the goal that returns it in words, where the field's
        type does not tell them
    :param column: its column in the workbook
    """

    of: tuple[str, ...] = ()
    data: str = ""
    text: Callable | None = None
    column: Column | None = None

    def words(self, goal):
        """Return this part of a goal in words."""
        if self.text:
            return self.text(goal) or ""
        field, value = goal._fields[self.field_name], goal[self.field_name]
        if field.type == "selection":
            return field.convert_to_export(value, goal)
        if field.type == "many2one":
            return value.display_name or ""
        if field.type == "float":
            return goal.format_figure(value)
        return say.day(goal.env, value) if value else ""


def change_is_percent(goal):
    """Tell whether the target's change is typed as % or as percentage points."""
    return goal.target_basis == "relative" or goal.value_format == "percent"


# The map's approval covers the goals as far as they say where it leads. Levels and
# interim targets are of the goal alone, and so they are not in its workbook either.
BOTH = ("goal", "map")
GOAL = ("goal",)


def _is_level(goal):
    return goal.target_basis == "absolute"


def _is_range(goal):
    return _is_level(goal) and goal.target_comparator == "range"


def _segment_words(entry):
    return entry.words.name("positions", entry.value)


def _change_words(entry):
    metric = entry.words.metrics.get(entry.near("metric_id"))
    return change_words(entry.env, entry.value, entry.near("target_basis"), metric)


def change_words(env, change, basis, metric):
    """Say a change without its baseline: "+20 %", "+5 percentage points", "+2"."""
    if basis == "relative":
        return percent(env, change)
    if metric and metric.value_format == "percent":
        return points(env, change)
    sign = "+" if change > 0 else ""
    return f"{sign}{metric.format_value(change) if metric else say.digits(env, change)}"


def _effect_name(entry):
    """Say an effect by its content: its record may be gone."""
    effect, Effect = entry.around[0] if entry.around else {}, entry.model
    kind = Effect._fields["kind"].convert_to_export(effect.get("kind"), Effect)
    target = entry.words.names.get(f"goals.{effect.get('goal')}")
    if not target and effect.get("metric"):
        target = entry.words.name("metrics", effect["metric"])
    return f"{kind}: {target}" if target else ""


def _keyed_effects(goal):
    """Return the contents of the effects, each with a key of what it is about."""
    effects, seen = [], {}
    for effect in goal.effect_ids.sorted("id"):
        said = content(effect, effect._approval_parts())
        about = said["goal"] or said["metric"] or said["guard"][0]
        key = f"{said['kind']} {about}"
        seen[key] = number = seen.get(key, 0) + 1
        effects.append({"key": f"{key} ({number})" if number > 1 else key, **said})
    return sorted(effects, key=lambda said: said["key"])


def _realism_words(entry):
    kind, evidence = entry.value
    field = entry.model._fields["realism_kind"]
    label = field.convert_to_export(kind or False, entry.model)
    return ": ".join(filter(None, (label, evidence)))


def _explanations(goal):
    """Return the texts by a key of each: one that is added later changes nothing."""
    texts = sorted(set(goal.explanation_ids.mapped("text")))
    keys = {fingerprint.fingerprint(text)[:16]: text for text in texts}
    return {fingerprint.OPEN: keys}


def _explanation_words(entry):
    # none is left where each was rewritten: the dict is there, and empty
    return " · ".join(entry.value.get(fingerprint.OPEN, entry.value).values())


# pylint does not see the fields that GoalPart inherits from another addon
# pylint: disable=redundant-keyword-arg
PARTS = (
    GoalPart(
        "segment_id",
        of=BOTH,
        read=lambda goal: goal.segment_id.code,
        say=_segment_words,
        text=lambda goal: goal.segment_id.name,
        column=Column("segment", 26),
    ),
    GoalPart("name", data="name", column=Column("name", 34)),
    GoalPart(
        "metric_id",
        of=BOTH,
        read=lambda goal: goal.metric_id.code or "",
        say=say.metric,
        text=lambda goal: goal.metric_id.name,
        column=Column("metric", 28),
    ),
    GoalPart("owner_id", data="owner", column=Column("owner", 18)),
    GoalPart(
        "baseline_value",
        of=BOTH,
        say=say.figure,
        data="baseline",
        column=Column("baseline", 16),
    ),
    GoalPart(
        "baseline_period",
        label=lambda env: env._("Period of the baseline"),
        of=BOTH,
        read=lambda goal: [
            str(goal.baseline_period_start or ""),
            str(goal.baseline_period_end or ""),
        ],
        say=say.period,
    ),
    GoalPart(
        "baseline_definition",
        "baseline_fingerprint",
        label=lambda env: env._("Definition behind the baseline"),
        of=BOTH,
        say=say.changed,
    ),
    GoalPart("target_basis", of=BOTH, column=Column("basis", 24)),
    GoalPart("target_comparator", of=BOTH, column=Column("comparator", 12)),
    GoalPart(
        "target_value",
        of=BOTH,
        say=say.figure,
        column=Column("target", 14, True, applies=_is_level, sign="target_comparator"),
    ),
    GoalPart(
        "target_upper",
        of=BOTH,
        read=lambda goal: (
            (goal.target_upper or 0.0) if goal.target_comparator == "range" else None
        ),
        say=say.figure,
        column=Column("upper", 14, True, applies=_is_range, sign="target_comparator"),
    ),
    GoalPart(
        "target_change",
        of=BOTH,
        read=lambda goal: None if _is_level(goal) else goal.target_change or 0.0,
        say=_change_words,
        column=Column(
            "change",
            14,
            True,
            applies=lambda goal: not _is_level(goal),
            percent=change_is_percent,
            zero=False,
        ),
    ),
    GoalPart(
        "target_date", of=BOTH, data="target_date", column=Column("date", 12, True)
    ),
    GoalPart("target_display", data="target", column=Column("target_text", 28)),
    GoalPart("change_display", data="change"),
    GoalPart("committed", "committed_value", of=GOAL, say=say.figure),
    GoalPart("stretch", "stretch_value", of=GOAL, say=say.figure),
    GoalPart("current_display", data="current", column=Column("current", 16)),
    GoalPart("status", data="status", column=Column("status", 16)),
    GoalPart("achievement", data="level"),
    GoalPart("status_hint", data="status_hint", column=Column("todo", 40)),
    GoalPart("trust", data="trust", column=Column("trust", 14)),
    GoalPart("approval_state", data="approval", column=Column("approval", 16)),
    GoalPart(
        "interim",
        "interim_ids",
        label=lambda env: env._("Interim target"),
        of=GOAL,
        read=lambda goal: [
            {"key": str(interim.date), "value": interim.value}
            for interim in goal.interim_ids.sorted("date")
        ],
        nested=True,
        item=lambda entry: say.day(entry.env, entry.value),
    ),
    GoalPart(
        "realism",
        label=lambda env: env._("Realism"),
        of=GOAL,
        read=lambda goal: [goal.realism_kind or "", goal.realism_evidence or ""],
        say=_realism_words,
    ),
    GoalPart(
        "explained",
        label=lambda env: env._("Explained"),
        of=GOAL,
        read=lambda goal: bool(goal.explanation_ids),
        until=1,
    ),
    GoalPart(
        "explanations",
        "explanation_ids",
        of=GOAL,
        read=_explanations,
        say=_explanation_words,
        since=2,
    ),
    GoalPart(
        "explanation_ids",
        text=lambda goal: "\n".join(goal.explanation_ids.mapped("text")),
        column=Column("why", 40),
    ),
    GoalPart("change", label=None, of=GOAL, parts=tuple(map(Part, CHANGE_CARD))),
    GoalPart("change_what", column=Column("what", 40)),
    GoalPart(
        "effects",
        "effect_ids",
        label=lambda env: env._("Effect"),
        of=GOAL,
        read=lambda goal: [
            {"key": str(effect.id), **content(effect, effect._approval_parts())}
            for effect in goal.effect_ids.sorted("id")
        ],
        nested=True,
        item=_effect_name,
        until=1,
    ),
    # by what they say: one that is entered again word for word is the same one
    GoalPart(
        "effects",
        "effect_ids",
        label=lambda env: env._("Effect"),
        of=GOAL,
        read=lambda goal: _keyed_effects(goal),
        nested=True,
        item=_effect_name,
        since=2,
    ),
    # `_approval_contents` fills this in for all goals at once
    GoalPart(
        "metric_definition",
        label=lambda env: env._("Definition of the metric"),
        of=GOAL,
        read=lambda goal: None,
        say=say.changed,
    ),
)
