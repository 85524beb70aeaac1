"""Odoo's own grouping: one ``_read_group`` per number."""

from odoo.addons.crm_metric_definitions.lib.periods import Period

from ..catalogue import NUMBERS, TZ
from .loop import conditions
from .numbers import figures, people

NAME = "read_group"


def prepare(env, task):
    return env(context={"active_test": False, "tz": TZ}), people(env, task)


def run(_env, task, ready):
    env, users = ready
    numbers = {code: _grouped(env, task, NUMBERS[code]) for code in task.numbers}
    return figures(task, numbers, users)


def _grouped(env, task, number):
    periods = task.periods
    inside = conditions(env, number, Period(task.start, task.start, task.end))
    groups = []
    if task.granularity != "total":
        groups.append(f"{number.date}:{task.granularity}")
    if task.by_user:
        groups.append("user_id")
    aggregate = f"{number.field}:sum" if number.field else "__count"
    rows = env[number.model]._read_group(inside, groups, [aggregate])
    places = {period.key: place for place, period in enumerate(periods)}
    found = {}
    before = 0
    for row in rows:
        place = 0 if task.granularity == "total" else places.get(row[0].date(), -1)
        user = row[-2].id if task.by_user else None
        if place < 0:
            before += row[-1]
        else:
            found[place, user] = row[-1]
    if number.level:
        for place in range(len(periods)):
            before += found.get((place, None), 0)
            found[place, None] = before
    return found
