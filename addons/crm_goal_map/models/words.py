"""Figures in the notation of the reader's language."""

from odoo.addons.crm_metric_definitions.public import say, statement


def comparators(env):
    """Return {comparator: pattern of a figure behind it}."""
    return {
        "=": "%s",
        "<": env._("under %s"),
        ">": env._("more than %s"),
        "~": env._("about %s"),
        "<=": env._("at most %s"),
        ">=": env._("at least %s"),
    }


def phrase(env, stated):
    """Print a statement as it is said in the reader's language."""
    units = {
        statement.UNKNOWN: env._("not known yet"),
        "a day": env._("a day"),
        "a week": env._("a week"),
        "a month": env._("a month"),
        "a year": env._("a year"),
        "x a week": env._("x a week"),
        "x a month": env._("x a month"),
        "x a year": env._("x a year"),
    }
    words = comparators(env) | units
    return statement.phrase(stated, words, say.decimal_point(env))


def percent(env, fraction):
    """Say a change: "+20 %", or "-2.5 %"."""
    return f"{_signed(env, fraction)} %"


def points(env, fraction):
    """Say a change of a percentage: "+5 percentage points"."""
    return env._("%s percentage points", _signed(env, fraction))


def _signed(env, fraction):
    digits = 0 if abs(fraction * 100 - round(fraction * 100)) < 0.05 else 1
    figure = statement.half_up(fraction * 100, digits)
    # a zero has no sign
    text = f"{figure:+.{digits}f}" if figure else "0"
    return text.replace(".", say.decimal_point(env))
