"""Compare two snapshots: python compare.py before.json after.json

Prints what was compared and each difference; the exit code is 1 if there is any.
"""

import json
import re
import sys
from datetime import date, timedelta

NOT_COMPARED = {"write_date", "write_uid", "message_main_attachment_id"}
# what the new version must not add to by itself
APPEND_ONLY = {
    "crm_approval",
    "crm_goal_baseline",
    "crm_goal_map_revision",
    "crm_metric_manual_value",
    "crm_metric_restatement",
    "crm_metric_value",
    "crm_readiness_decision",
}
# rows that an upgrade adds by itself: what was approved binds what it means, too
ADDED = {("crm_approval", "carry")}
# flags that are gone: the number beside them is NULL now where it is not known
FLAGS = {
    ("crm_goal", "baseline_known"): "baseline_value",
    ("crm_goal", "target_known"): "target_value",
    ("crm_goal", "committed_known"): "committed_value",
    ("crm_goal", "stretch_known"): "stretch_value",
    ("crm_goal_effect", "guard_known"): "guard_limit",
}
# numbers that were 0 where they were not known, and are NULL now
ZERO_OR_UNKNOWN = {("crm_goal", "target_change"), ("crm_goal", "target_upper")}
# the first day after a period, which is stored as the last day of it now
LAST_DAYS = {("crm_goal_explanation", "period_end"): "period_last"}
# copies of another column, gone on purpose
COPIES = {("crm_metric_value", "figure")}
# records with an xml id that are gone on purpose
GONE_RECORDS = {
    "crm_goal_map.crm_goal_action_phone",  # a phone opens the list of the same action
}
# sentences, which a new version may word differently; whether there is one must stay
SENTENCES = {"note"}
# kinds of records to which users' own records refer, or which users may have edited
KEPT_MODELS = r"(?!ir\.ui\.view$)(?!ir\.asset$)(?!report\.).*"
EXACT = 1e-9
# differences that the new version brings on purpose, and why
INTENDED = (
    (
        r"crm_metric_measure \d+ date(_to)?_field_name:"
        r" '(date_closed|date_to|date_intake)' -> '(date_ended|date_pipeline)'",
        "measures of the library count by the day on which opportunities ended",
    ),
    (
        r"crm_metric_measure \d+ date(_to)?_field_id: \d+ -> \d+",
        "the fields of these dates",
    ),
    (
        r"crm_metric_measure \d+ name \w+: '.*, (by closing date|nach Abschlussdatum)'"
        r" -> '.*, (by the day they ended|nach dem Tag ihres Endes)'",
        "their names say so",
    ),
    (
        r"crm_metric_definition \d+ known_limits\b.*",
        "known limits say what is computed differently, so these approvals lapse",
    ),
    (
        # by the demo's ids, so that no other approval may lapse: new opportunities per
        # salesperson, win rate, contacts per contact and year
        r"computed crm.metric.definition [134] (approval|known_state|is_).*",
        "the approvals of three metrics lapse with what they count, or its limits",
    ),
    (
        r"computed crm.goal (7 (approval|is_).*"
        r"|(5|7|10) (current_value|progress|status|trend): .* -> (None|'not_known'))",
        "goals on the win rate: one lapses with it, none has a figure until then",
    ),
    (
        r"figures \w+ 3 .*official: True -> False",
        "figures of the win rate are previews until it is approved again",
    ),
    (
        r"crm_salesperson_period \d+ date_from: None -> .*"
        r"|figures \w+ 1 \d+ (numerator|denominator|value|population): .*",
        "nobody is in a team before the first record; what belongs to nobody is out",
    ),
    (
        r"figures \w+ [45] .*: .* -> (None|0|'not_measurable'|'“.*)"
        r"|computed crm.metric.definition 5 known_state: .* -> 'not_computable'",
        "contacts are counted by days of the company: here the metrics name others",
    ),
    (
        r"figures \w+ 11 .*(numerator|value|population): .*",
        "the open pipeline begins with the creation where there is no intake",
    ),
    (
        r"gates \d+ \w+ criteria metrics_(approved|known) 2: .*",
        "gates name the metrics that have lapsed",
    ),
)


def compare(before, after):
    """Return (differences, {what: how many were compared})."""
    differences, counts = [], {}
    for table, rows in before["tables"].items():
        counts[table] = len(rows)
        differences += _rows(table, rows, after["tables"].get(table))
    for part in ("computed", "figures", "gates"):
        counts[part] = _leaves(before[part])
        differences += _values(part, before[part], after[part])
    there = {tuple(record) for record in after["records"]}
    kept = {
        name: (model, id_)
        for name, (model, id_, noupdate) in before["xml ids"].items()
        if (noupdate or re.fullmatch(KEPT_MODELS, model)) and name not in GONE_RECORDS
    }
    counts["records with an xml id"] = len(kept)
    for name, record in kept.items():
        if record not in there:
            differences.append(f"{name} {record}: gone")
        elif record[0].startswith("crm.") and name not in after["xml ids"]:
            differences.append(f"{name} {record}: has lost its xml id")
    return differences, counts


def _rows(table, old_rows, new_rows):
    if new_rows is None:
        return [f"{table}: the table is gone"]
    old, new = _by_key(old_rows), _by_key(new_rows)
    differences = [f"{table} {key}: the row is gone" for key in old if key not in new]
    if table in APPEND_ONLY:
        differences += [
            f"{table} {key}: a new row"
            for key, row in new.items()
            if key not in old and (table, row.get("event")) not in ADDED
        ]
    for key in old.keys() & new.keys():
        row = _as_now(table, old[key], new[key])
        for column, value in row.items():
            if column in NOT_COMPARED:
                continue
            if column not in new[key]:
                differences.append(f"{table}.{column}: the column is gone")
                continue
            place = f"{table} {key} {column}"
            differences += _values(place, value, new[key][column])
    return list(dict.fromkeys(differences))


def _by_key(rows):
    return {row.get("id") or json.dumps(row, sort_keys=True): row for row in rows}


def _as_now(table, old, new):
    """The old row in the spelling of the new version."""
    row = dict(old)
    for column in old:
        key = table, column
        if number := column not in new and FLAGS.get(key):
            known = row.pop(column)
            row[number] = (row.get(number) or 0) if known else None
        elif column not in new and key in LAST_DAYS:
            day = row.pop(column)
            day = day and str(date.fromisoformat(day) - timedelta(days=1))
            row[LAST_DAYS[key]] = day
        elif column not in new and key in COPIES:
            del row[column]
        elif key in ZERO_OR_UNKNOWN and new.get(column) is None:
            row[column] = row[column] or None
    return row


def _values(place, old, new):
    """Differences of plain data; new keys of a dict are none."""
    if isinstance(old, dict) and isinstance(new, dict):
        return [
            difference
            for key in old
            for difference in (
                _values(f"{place} {key}", old[key], new[key])
                if key in new
                else [f"{place} {key}: gone"]
            )
        ]
    if isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        return [
            difference
            for number, pair in enumerate(zip(old, new, strict=True))
            for difference in _values(f"{place} {number}", *pair)
        ]
    if old and new and place.rsplit(" ", 1)[-1] in SENTENCES:
        return []
    if isinstance(old, float) and isinstance(new, (int, float)):
        if abs(old - new) <= EXACT * max(1, abs(old)):
            return []
    return [] if old == new else [f"{place}: {old!r} -> {new!r}"]


def _leaves(data):
    if isinstance(data, dict):
        return sum(map(_leaves, data.values()))
    return sum(map(_leaves, data)) if isinstance(data, list) else 1


def _without_intended(differences):
    """Print how many differences are intended, and why; return the others."""
    for pattern, reason in INTENDED:
        left = [d for d in differences if not re.fullmatch(pattern, d)]
        if number := len(differences) - len(left):
            print(f"  {number} intended: {reason}")
        differences = left
    return differences


def main(paths):
    snapshots = []
    for path in paths:
        with open(path) as file:
            snapshots.append(json.load(file))
    differences, counts = compare(*snapshots)
    print(", ".join(f"{what}: {count}" for what, count in counts.items() if count))
    differences = _without_intended(differences)
    for difference in differences[:60]:
        print(f"  {difference}")
    if differences:
        print(f"{len(differences)} differences")
    return 1 if differences else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
