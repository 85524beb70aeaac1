"""What one usually writes first: a search per number, period and person."""

from odoo.addons.crm_metric_definitions.lib.periods import utc_midnight

from ..catalogue import NUMBERS, TZ
from .numbers import figures, people

NAME = "loop"
SLOW = True


def prepare(env, task):
    return env(context={"active_test": False, "tz": TZ}), people(env, task)


def conditions(env, number, period):
    """The records of a number in a period, in the company: a list of conditions."""
    low, high = (utc_midnight(day, TZ) for day in (period.start, period.end))
    result = [*number.domain, (number.date, "<", high)]
    if not number.level:
        result.append((number.date, ">=", low))
    if "company_id" in env[number.model]._fields:
        result.append(("company_id", "=", env.company.id))
    return result


def run(_env, task, ready):
    env, users = ready
    numbers = {}
    for code in task.numbers:
        number = NUMBERS[code]
        model = env[number.model]
        numbers[code] = {}
        for place, period in enumerate(task.periods):
            inside = conditions(env, number, period)
            for user in users:
                one = [*inside, ("user_id", "=", user)] if user else inside
                if number.field:
                    ((value,),) = model._read_group(one, [], [f"{number.field}:sum"])
                else:
                    value = model.search_count(one)
                numbers[code][place, user] = value
    return figures(task, numbers, users)
