"""Core's goals: one definition per number, one goal per period and person.

They are computed by ``update_goal``, which also writes what it finds.
"""

from datetime import timedelta

from odoo.addons.crm_metric_definitions.lib.periods import utc_midnight

from ..catalogue import NUMBERS, TZ
from ..definitions import field
from .numbers import figures, people

NAME = "gamification"
SLOW = True
MODEL, SOURCE = "gamification.goal", "Odoo's addon"


def prepare(env, task):
    if MODEL not in env:
        return None
    # a goal's days begin at midnight of the context's time zone
    env = env(context={"active_test": False, "tz": TZ, "tracking_disable": True})
    users = people(env, task)
    goals = {code: _goals(env, task, NUMBERS[code], users) for code in task.numbers}
    env.flush_all()
    return env, goals, users


def _definition(env, number, by_user):
    inside = list(number.domain)
    if "company_id" in env[number.model]._fields:
        inside.append(("company_id", "=", env.company.id))
    vals = {
        "name": f"Benchmark: {number.code}",
        "computation_mode": "sum" if number.field else "count",
        "model_id": env["ir.model"]._get_id(number.model),
        "field_date_id": field(env, number.model, number.date),
        "domain": repr(inside),
    }
    if number.field:
        vals["field_id"] = field(env, number.model, number.field)
    if by_user:
        vals["batch_mode"] = True
        vals["batch_distinctive_field"] = field(env, number.model, "user_id")
        vals["batch_user_expression"] = "user.id"
    return env["gamification.goal.definition"].create(vals)


def _goals(env, task, number, users):
    definition = _definition(env, number, task.by_user)
    vals = [
        {
            "definition_id": definition.id,
            "user_id": user or env.user.id,
            "start_date": False if number.level else period.start,
            "end_date": period.end - timedelta(days=1),
            "target_goal": 1e12,
            "state": "inprogress",
        }
        for period in task.periods
        for user in users
    ]
    return env["gamification.goal"].create(vals)


def misses(period):
    """Odoo takes the last day for 24 hours, also where clocks change on it."""
    last = period.end - timedelta(days=1)
    return utc_midnight(period.end, TZ) - utc_midnight(last, TZ) != timedelta(days=1)


def run(_env, task, ready):
    env, goals, users = ready
    places = [(p, user) for p in range(len(task.periods)) for user in users]
    numbers = {}
    for code, records in goals.items():
        env.invalidate_all()
        records.update_goal()
        numbers[code] = dict(zip(places, records.mapped("current"), strict=True))
    env.flush_all()
    return figures(task, numbers, users)
