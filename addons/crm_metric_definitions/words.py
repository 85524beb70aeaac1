"""Values in the reader's words: numbers, periods, what a field holds."""

from datetime import timedelta

from odoo import fields
from odoo.tools.misc import format_date, formatLang

from .lib.statement import half_up

#: how calendar periods are called, see babel's date patterns
PERIOD_FORMATS = {"month": "MMM yyyy", "quarter": "QQQ yyyy", "year": "yyyy"}


def number(env, value, digits=None, currency=None):
    """Return a number, a half rounded up; one that rounds to zero has no minus sign.

    :param digits: decimals; None: none for whole numbers, else two
    """
    if currency:
        value = half_up(value, currency.decimal_places)
        text = formatLang(env, value, currency_obj=currency)
    else:
        if digits is None:
            digits = 0 if value % 1 == 0 else 2
        text = formatLang(env, half_up(value, digits), digits=digits)
    is_zero = not any(digit in text for digit in "123456789")
    return text.replace("-", "") if is_zero else text


def percent(env, value, digits):
    """Return a fraction of 1 as a percentage."""
    return env._("%s %%", number(env, value * 100, digits=digits))


def days(env, start, end):
    """Return the days of a period; ``end`` is the first day after it."""
    last = fields.Date.to_date(end) - timedelta(days=1)
    return env._(
        "%(start)s – %(end)s",
        start=format_date(env, start),
        end=format_date(env, last),
    )


def period(env, start, granularity):
    """Return the name of the calendar period that begins on a day."""
    return format_date(env, start, date_format=PERIOD_FORMATS.get(granularity, False))


def value(env, field, item):
    """Return what a field holds, or is compared with: a choice by its label, a record
    by its name."""
    if field is not None and field.type == "selection":
        choices = dict(field._description_selection(env))
        return str(choices.get(item, item))
    if isinstance(item, bool):
        return env._("yes") if item else env._("no")
    if field is not None and field.relational and isinstance(item, int):
        record = env[field.comodel_name].sudo().browse(item).exists()
        return record.display_name or str(item)
    return str(item)
