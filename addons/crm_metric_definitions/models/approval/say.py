"""How the value of an entry of a content is said in the reader's words."""

import re

from odoo import fields
from odoo.tools import float_repr, format_date, format_datetime

from ... import words
from ...lib.statement import half_up

UNKNOWN = "—"
ISO_DAY = re.compile(r"\d{4}-\d\d-\d\d")
ISO_MOMENT = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d")


def value(entry):
    """Return the value of an entry in words; unknown and empty is a dash."""
    value, field = entry.value, entry.model._fields.get(entry.part.field_name)
    if isinstance(value, bool):
        # a text that was never set reads False
        if value or field is None or field.type == "boolean":
            return words.value(entry.env, None, value)
        return UNKNOWN
    if is_empty(value):
        return UNKNOWN
    if entry.part.say:
        return entry.part.say(entry) or UNKNOWN
    if field is not None and field.type == "selection":
        return field.convert_to_export(value, entry.model)
    if field is not None and field.type == "many2one":
        record = entry.env[field.comodel_name].sudo().browse(value).exists()
        return record.display_name or entry.env._("(deleted)")
    if isinstance(value, float):
        return digits(entry.env, value)
    return day(entry.env, value)


def changed(entry):
    """Return "recorded" instead of a fingerprint, which nobody can read."""
    return entry.env._("recorded")


def figure(entry):
    """Say a figure as its metric prints it."""
    known = entry.words.metrics.get(entry.near("metric_id"))
    return known.format_value(entry.value) if known else digits(entry.env, entry.value)


def days(entry):
    """Say [first day, last day]."""
    return " – ".join(day(entry.env, value) for value in entry.value if value)


def period(entry):
    """Say [first day, first day after the period]."""
    start, end = (fields.Date.to_date(value or False) for value in entry.value)
    last = end and fields.Date.subtract(end, days=1)
    return " – ".join(format_date(entry.env, value) for value in (start, last) if value)


def metric(entry):
    """Say the metric whose code it is."""
    return entry.words.name("metrics", entry.value)


def day(env, value):
    """Return a date or a moment as the reader writes it, any other value as text."""
    text = str(value)
    if ISO_DAY.fullmatch(text):
        return format_date(env, text)
    if ISO_MOMENT.fullmatch(text):
        return format_datetime(env, fields.Datetime.to_datetime(text))
    return text


def digits(env, value, percent=False):
    """Return a number with all its digits, in the reader's notation."""
    if is_empty(value):
        return UNKNOWN
    if percent:
        return env._("%s %%", digits(env, half_up(value * 100, 4)))
    text = float_repr(value, 6).rstrip("0").rstrip(".") or "0"
    return text.replace(".", decimal_point(env))


def decimal_point(env):
    lang = env["res.lang"]._get_data(code=env.lang or "en_US")
    return lang.decimal_point or "."


def is_empty(value):
    """Tell whether a value is empty; 0 is not."""
    if isinstance(value, list):
        return all(map(is_empty, value))
    return value is None or value is False or value in ("", {})
