"""OCA's MIS Builder: one query per number, run for each column of the report.

It computes within periods only, so it has no figure for a state, and no persons.
Only its queries are run: the matrix that it makes of them afterwards is left out.
"""

import warnings
from dataclasses import replace
from datetime import timedelta

from ..catalogue import NUMBERS, TZ
from ..definitions import field
from .numbers import figures

NAME = "mis_builder"
SLOW = True
MODEL, SOURCE = "mis.report", "its wheel (odoo-addon-mis-builder)"
CANNOT = ("touches_per_contact",)


def prepare(env, task):
    if MODEL not in env or task.by_user:
        return None
    env = env(context={"active_test": False, "tz": TZ, "tracking_disable": True})
    task = replace(task, metrics=tuple(m for m in task.metrics if m not in CANNOT))
    report = env["mis.report"].create({"name": "Benchmark"})
    env["mis.report.query"].create(
        [_query(env, report, NUMBERS[code]) for code in task.numbers]
    )
    env.flush_all()
    return report, task


def _query(env, report, number):
    inside = [*number.domain, ("company_id", "=", env.company.id)]
    summed = number.field or "expected_revenue"
    return {
        "name": number.code,
        "report_id": report.id,
        "model_id": env["ir.model"]._get_id(number.model),
        "domain": repr(inside),
        "date_field": field(env, number.model, number.date),
        "field_ids": [(6, 0, [field(env, number.model, summed)])],
        "aggregate": "sum",
    }


def run(_env, _task, ready):
    report, task = ready
    report.env.invalidate_all()
    numbers = {code: {} for code in task.numbers}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it calls the old read_group
        for place, period in enumerate(task.periods):
            last = period.end - timedelta(days=1)
            found = report._fetch_queries(period.start, last)
            for code in task.numbers:
                summed = NUMBERS[code].field or "count"
                numbers[code][place, None] = getattr(found[code], summed)
    return figures(task, numbers, [None])
