"""Figures in the notation of the reader's language."""

from odoo.addons.crm_metric_definitions.public import say


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


def percent(env, fraction):
    """Say a change: "+20 %", or "-2.5 %"."""
    return f"{_signed(env, fraction)} %"


def points(env, fraction):
    """Say a change of a percentage: "+5 percentage points"."""
    return env._("%s percentage points", _signed(env, fraction))


def _signed(env, fraction):
    digits = 0 if abs(fraction * 100 - round(fraction * 100)) < 0.05 else 1
    figure = round(fraction * 100, digits)
    # a zero has no sign
    text = f"{figure:+.{digits}f}" if figure else "0"
    return text.replace(".", say.decimal_point(env))
