"""What a typed figure means for a metric: a level, or a change of one."""

import re
from dataclasses import dataclass

from .statement import NotRead, Statement
from .units import POINTS, SCALES, unit_of


@dataclass(frozen=True)
class Expected:
    """What a metric's figure looks like.

    ``kind``: ``percent``, ``number``, ``money`` or "" where no metric is chosen;
    ``units``: names that ``unit_of`` returns, and other texts in small letters.
    """

    kind: str = ""
    units: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Amount:
    """``basis``: absolute, relative (a fraction of the baseline) or points."""

    value: float
    basis: str = "absolute"


def amount(
    stated: Statement, expected: Expected, basis: str = "", loose: bool = False
) -> Amount:
    """Return what a statement means for a metric, as its figures are stored.

    :param basis: of the goal, where a change may be stated; "" asks for a level
    :param loose: whether other words may follow the unit, as in "15 % of the deals"
    :raises NotRead: with the unit that is not the metric's

    >>> from .statement import parse
    >>> amount(parse("+20 %"), Expected("number"), "absolute")
    Amount(value=0.2, basis='relative')
    >>> amount(parse("−3 Punkte"), Expected("percent"), "absolute")
    Amount(value=-0.03, basis='points')
    >>> amount(parse("1,5 Mio. €", ","), Expected("money", frozenset(["EUR"]))).value
    1500000.0
    """
    name, scale, rest = _unit(stated.unit)
    is_change = basis not in ("", "absolute")
    if stated.step in ("+", "-") and not basis:
        raise NotRead("level", unit=stated.unit)
    points = name == POINTS and POINTS not in expected.units
    if points and not basis:
        raise NotRead("unit", unit=stated.unit)
    if stated.step and basis or is_change or points:
        return _change(stated, expected, basis, (name, scale, rest))
    _check_unit(stated, expected, (name, scale, rest), loose)
    percent = expected.kind == "percent" or not expected.kind and name == "%"
    return Amount(_exact(stated.figure / 100 if percent else stated.figure * scale))


def _unit(text):
    """Return (name of the unit, scale, what else stands there): "Mio. €", "k"."""
    rest, scale = text.strip(), 1.0
    if re.match(r"[TM](€|EUR\b)", rest):
        return unit_of(rest[1:])[0], 1e3 if rest[0] == "T" else 1e6, ""
    for word, factor in SCALES:
        found = re.match(rf"{re.escape(word)}(?![a-zäöü])", rest, re.I)
        if found:
            scale, rest = factor, rest[found.end() :].strip()
            break
    name, rest = unit_of(rest)
    return name, scale, rest


def _check_unit(stated, expected, unit, loose):
    name, scale, rest = unit
    percent = expected.kind == "percent"
    own = {"%"} if percent or not expected.kind else expected.units
    if stated.unit.lower() in expected.units:
        return
    rest = re.search(r"\d", rest) if loose else rest
    if rest or name and name not in own or percent and scale != 1:
        raise NotRead("unit", unit=stated.unit)


def _change(stated, expected, basis, unit):
    name, scale, rest = unit
    if rest and stated.unit.lower() not in expected.units:
        raise NotRead("unit", unit=stated.unit)
    share = expected.kind == "percent"
    if name == "%":
        # who has chosen points of a percentage may type them with the sign of percent
        points = basis == "points" and share and not stated.step
        return Amount(_exact(stated.figure / 100), "points" if points else "relative")
    if name == POINTS and scale == 1 and (share or POINTS in expected.units):
        return Amount(_exact(stated.figure / (100 if share else 1)), "points")
    if not name and scale == 1 and basis == "relative":
        return Amount(_exact(stated.figure / 100), "relative")
    if not name and share and basis == "absolute" and scale == 1:
        raise NotRead("step")
    if not expected.kind or share and (name or scale != 1):
        raise NotRead("unit" if name else "step", unit=stated.unit)
    if name and name not in expected.units:
        raise NotRead("unit", unit=stated.unit)
    return Amount(_exact(stated.figure * scale / (100 if share else 1)), "points")


def _exact(figure):
    """Return a figure as it was typed: 7.1 / 100 is 0.07100000000000001."""
    return float(f"{figure:.15g}")
