"""The metrics of the benchmark as records: the suite's own, and known ones."""

from datetime import date

from odoo import Command

from odoo.addons.crm_metric_definitions.public import write_system

from .catalogue import METRICS, NUMBERS, TZ


def field(env, model, name):
    return env["ir.model.fields"]._get(model, name).id


def metrics(env):
    """Return {metric code: crm.metric.definition}, made if they are not there."""
    found = env["crm.metric.definition"].search(
        [("code", "in", [f"bench_{code}" for code in METRICS])]
    )
    if not found:
        _make_known(_create(env))
        return metrics(env)
    return {metric.code.removeprefix("bench_"): metric for metric in found}


def viewers(env):
    """Return {role: user}, each of whom must see the same figures.

    All have the right to individual figures, without which nobody sees T3.
    """
    roles = {
        "salesperson": "sales_team.group_sale_salesman",
        "all documents": "sales_team.group_sale_salesman_all_leads",
        "manager": "sales_team.group_sale_manager",
    }
    individual = "crm_metric_definitions.group_individual_figures"
    return {role: _user(env, role, group, individual) for role, group in roles.items()}


def _user(env, role, *groups):
    login = f"benchmark {role}"
    users = env["res.users"].with_context(no_reset_password=True)
    return users.search([("login", "=", login)]) or users.create(
        {
            "name": login,
            "login": login,
            "tz": "America/New_York",
            "group_ids": [Command.link(env.ref(group).id) for group in groups],
        }
    )


def _make_known(found):
    """Approved and found consistent, so that official figures are compared."""
    found.action_request_approval()
    approver = _user(
        found.env, "approver", "crm_metric_definitions.group_metric_approver"
    )
    # all companies share these metrics
    approver.company_ids = found.env["res.company"].search([])
    seen = {metric.id: metric.content_fingerprint for metric in found}
    found.with_user(approver).action_approve(None, seen)
    contents, prints = found._approval_contents(), found._approval_fingerprints()
    for metric in found:
        check = found.env["crm.metric.check"].create({"metric_id": metric.id})
        write_system(
            check,
            {
                "state": "closed",
                "result": "consistent",
                "content": contents[metric.id],
                "fingerprint": prints[metric.id],
                "valid_until": date(2199, 1, 1),
            },
        )


def _sources(env):
    """Return {model: what the benchmark's measures may count of it}."""
    sources = {}
    for model in dict.fromkeys(number.model for number in NUMBERS.values()):
        numbers = [n for n in NUMBERS.values() if n.model == model]
        used = {c[0] for n in numbers for c in n.domain}
        has_company = "company_id" in env[model]._fields
        listed = {
            "date_field_ids": {n.date for n in numbers},
            "condition_field_ids": {name for name in used if "." not in name},
            "value_field_ids": {n.field for n in numbers if n.field},
        }
        sources[model] = env["crm.metric.source"].create(
            {
                "name": f"Benchmark: {model}",
                "record_words": "Generated.",
                "model_id": env["ir.model"]._get_id(model),
                "condition_paths": "\n".join(name for name in used if "." in name),
                "user_path": "user_id" if numbers[0].by_user else False,
                "company_path": "company_id" if has_company else False,
                "is_global": not has_company,
                **{
                    key: [Command.set([field(env, model, name) for name in names])]
                    for key, names in listed.items()
                },
            }
        )
    return sources


def _create(env):
    """Return the metrics as drafts."""
    measures, sources = {}, _sources(env)
    found = env["crm.metric.definition"]
    for number in NUMBERS.values():
        vals = {
            "name": f"Benchmark: {number.code}",
            "source_id": sources[number.model].id,
            "domain": repr(list(number.domain)),
            "include_archived": True,
            "date_field_id": field(env, number.model, number.date),
            "timing": "level" if number.level else "event",
        }
        if number.by_user:
            vals["user_field_id"] = field(env, number.model, "user_id")
        if number.field:
            vals["aggregation"] = "sum"
            vals["field_id"] = field(env, number.model, number.field)
        measures[number.code] = env["crm.metric.measure"].create(vals)
    for metric in METRICS.values():
        numerator = measures[metric.numerator]
        vals = {
            "name": f"Benchmark: {metric.code}",
            "code": f"bench_{metric.code}",
            "tz": TZ,
            "procedure_steps": "Generated.",
            "data_owner_id": env.user.id,
        }
        if metric.average:
            numerator = numerator.copy({"aggregation": "average"})
        elif metric.denominator:
            vals["kind"] = "ratio"
            vals["denominator_id"] = measures[metric.denominator].id
        vals["numerator_id"] = numerator.id
        found += found.create(vals)
    return found
