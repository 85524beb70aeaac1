"""What an upgrade must keep, written as JSON. Runs in `odoo shell` on both sides.

It reads rows by SQL, and the rest through names that every version has: `evaluate`,
`gate_report`, and fields. SNAPSHOT names the file to write. BEFORE names the file from
before the upgrade, for columns that have become computed fields since.
"""

import json
import os
from datetime import date

from dateutil.relativedelta import relativedelta

OURS = "^crm_(approval|goal|metric|readiness|salesperson|lead_contact)"
STOCK = ["crm_lead", "crm_team", "crm_stage", "mail_activity", "res_groups_users_rel"]
PHASES = "position measurement goals tactics processes software live".split()
COMPUTED = (
    "approval_state is_approved approval_id is_known known_state is_valid valid_until "
    "baseline_value baseline_approval_id target_value committed_value stretch_value "
    "guard_limit current_value progress status trend"
).split()


def tables(env):
    """{table: rows}, with everything that the database holds of them."""
    env.cr.execute(
        "SELECT table_name FROM information_schema.tables "
        "WHERE table_type = 'BASE TABLE' AND table_schema = 'public' "
        "AND (table_name ~ %s OR table_name = ANY(%s)) ORDER BY 1",
        [OURS, STOCK],
    )
    return {table: rows(env, table) for (table,) in env.cr.fetchall()}


def rows(env, table):
    env.cr.execute(f'SELECT to_jsonb(t) FROM "{table}" t')
    return [row for (row,) in env.cr.fetchall()]


def add_computed_columns(env, taken, before):
    """Columns of before that are fields without a column now."""
    models = {
        model._table: model
        for model in env.values()
        if model._auto and not model._abstract and not model._transient
    }
    for table, old in before.items():
        new = taken.get(table)
        if old and new and table in models:
            names = set(old[0]) - set(new[0])
            records = models[table].with_context(active_test=False)
            for row in new:
                record = records.browse(row["id"])
                for name in names & set(record._fields):
                    row[name] = plain(record, name)


def plain(record, name):
    """A field's value as plain data; None for a number that is not known."""
    flag = name.rsplit("_", 1)[0] + "_known"  # of older versions
    if flag in record._fields and not record[flag]:
        return None
    value, field = record[name], record._fields[name]
    if field.type == "many2one":
        return value.id or None
    if field.type in ("one2many", "many2many"):
        return value.ids
    if value is False and field.type != "boolean":
        return None
    return value if isinstance(value, (int, float, type(None))) else str(value)


def computed(env):
    """{model: {id: {field: value}}} of approvals, of what is known, and of goals."""
    taken = {}
    for name, model in env.items():
        if model._abstract or model._transient or not name.startswith("crm."):
            continue
        names = [field for field in COMPUTED if field in model._fields]
        if "approval_state" in names or name == "crm.goal.effect":
            records = model.with_context(active_test=False).search([])
            taken[name] = {
                record.id: {field: plain(record, field) for field in names}
                for record in records
            }
    return taken


def figures(env):
    """{breakdown: {metric: points}} of 24 months, the running one included."""
    metrics = env["crm.metric.definition"].with_context(active_test=False).search([])
    end = date.today().replace(day=1) + relativedelta(months=1)
    span = str(end - relativedelta(months=24)), str(end)
    return {
        breakdown or "none": metrics.evaluate(*span, "month", breakdown)
        for breakdown in (None, "team")
    }


def gates(env):
    """{project: {phase: which criteria are met, by which records}}"""
    projects = env["crm.readiness.project"].with_context(active_test=False).search([])
    return {
        project.id: {phase: gate(project.gate_report(phase)) for phase in PHASES}
        for project in projects
    }


def gate(report):
    criteria = {
        criterion["code"]: [
            criterion["level"],
            criterion["state"],
            sorted([record["model"], record["id"]] for record in criterion["records"]),
        ]
        for criterion in report["criteria"]
    }
    segments = {segment["id"]: segment["open"] for segment in report["segments"]}
    return {"open": report["open"], "criteria": criteria, "segments": segments}


def external_ids(env):
    """{xml id: [model, id, whether its data may be edited]} of our addons' records."""
    env.cr.execute(
        "SELECT module || '.' || name, model, res_id, noupdate FROM ir_model_data "
        "WHERE module ~ '^crm_(metric|goal|readiness)' AND model !~ '^ir.model'"
    )
    return {name: rest for name, *rest in env.cr.fetchall()}


def existing(env, before):
    """Which of the records that had an xml id before are there: [[model, id]]."""
    ids = {}
    for model, id_, _noupdate in before.values():
        ids.setdefault(model, []).append(id_)
    return [
        [model, record.id]
        for model, its_ids in ids.items()
        if model in env
        for record in env[model].browse(its_ids).exists()
    ]


def take(env):
    env = env(context={**env.context, "lang": "en_US", "tz": "UTC"})
    taken = {"tables": tables(env)}
    before = {}
    if os.environ.get("BEFORE"):
        with open(os.environ["BEFORE"]) as file:
            before = json.load(file)
        add_computed_columns(env, taken["tables"], before["tables"])
    taken["computed"] = computed(env)
    taken["figures"] = figures(env)
    taken["gates"] = gates(env)
    taken["xml ids"] = external_ids(env)
    taken["records"] = existing(env, before.get("xml ids", taken["xml ids"]))
    with open(os.environ["SNAPSHOT"], "w") as file:
        json.dump(taken, file, default=str)


take(env)  # noqa: F821
