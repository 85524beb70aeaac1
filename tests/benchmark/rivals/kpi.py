"""OCA's ``kpi``: one record per number, period and person, computed by Python code.

Computing writes a row of history for each, as its scheduler does.
"""

from datetime import datetime

from odoo import fields

from ..catalogue import NUMBERS, TZ
from .loop import conditions
from .numbers import figures, people

NAME = "kpi"
SLOW = True
MODEL, SOURCE = "kpi", "its wheel (odoo-addon-kpi)"


def prepare(env, task):
    if MODEL not in env:
        return None
    env = env(context={"tz": TZ, "tracking_disable": True})
    category = env["kpi.category"].create({"name": "Benchmark"})
    threshold = env["kpi.threshold"].create({"name": "Benchmark"})
    users = people(env, task)
    kpis = {}
    for code in task.numbers:
        number = NUMBERS[code]
        vals = [
            {
                "name": f"{code} {period.start} {user or ''}",
                "category_id": category.id,
                "threshold_id": threshold.id,
                "kpi_type": "python",
                "kpi_code": _code(env, number, period, user),
            }
            for period in task.periods
            for user in users
        ]
        kpis[code] = env["kpi"].create(vals)
    env.flush_all()
    return env, kpis, users


def _code(env, number, period, user):
    leaves = [
        (name, operator, fields.Datetime.to_string(value))
        if isinstance(value, datetime)
        else (name, operator, value)
        for name, operator, value in conditions(env, number, period)
    ]
    if user:
        leaves.append(("user_id", "=", user))
    model = f"self.env[{number.model!r}].with_context(active_test=False)"
    if number.field:
        total = f"_read_group({leaves!r}, [], ['{number.field}:sum'])[0][0]"
        return f"{model}.{total} or 0.0"
    return f"{model}.search_count({leaves!r})"


def run(_env, task, ready):
    env, kpis, users = ready
    places = [(p, user) for p in range(len(task.periods)) for user in users]
    numbers = {}
    for code, records in kpis.items():
        env.invalidate_all()
        records.compute_kpi_value()
        numbers[code] = dict(zip(places, records.mapped("value"), strict=True))
    env.flush_all()
    return figures(task, numbers, users)
