"""Figures as people say them: "under 2 a week", "nur 15%", "+20 %", "1,5 Mio. €".

The one parser for forms, workbooks, positions, guards and imports. :func:`parse` takes
a sentence apart; ``amounts.py`` tells what it means for a metric, or why nothing.
What people say is English and German side by side, since workshops mix them.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from functools import partial

from .units import SAME_UNITS, unit_of
from .wordings import AFTER, BEFORE

COMPARATORS = ("=", "<", ">", "~", "<=", ">=")
UNKNOWN = "?"  # the comparator of a figure that was not measured yet; it is never 0
LARGEST = 1e15  # above this, a float cannot tell each whole number from the next

ENGLISH = {
    "=": "%s",
    "<": "under %s",
    ">": "more than %s",
    "~": "about %s",
    "<=": "at most %s",
    ">=": "at least %s",
    UNKNOWN: "not known yet",
}

_UNKNOWN = (UNKNOWN, ENGLISH[UNKNOWN], "noch nicht bekannt")
_RANGE = re.compile(
    r"\b(?:between|zwischen)\s+\d|\d\s*[%€]?\s*(?:[-–—→:]|->|to|bis"
    r"|auf|zu|or|oder|and|und|\.{2,}|…)"
    r"\s*(?!(?:19|20)\d\d\b)\d",
    re.IGNORECASE,
)
# "80-90 %", "1/3" and "1e5" are refused; "3-mal" and "2/week" are a figure with a unit
_SECOND_FIGURE = re.compile(
    r"[<>=~]|%?\s*[-\u2010-\u2015\u2212/]\s*[+\-\u2212]?[.,]?\d|e[+\-\u2212]?\d"
    r"|(?:to|bis|\.{2,}|\u2026)\s*\d",
    re.IGNORECASE,
)
_SPACES = "'\u2019\u00a0\u202f "  # between groups of three digits
_NUMBER = re.compile(
    rf"^([+\-\u2010-\u2014\u2212]?)\s*(€|\$|£|eur|usd|gbp|chf|)\s*"
    rf"(\d{{1,3}}(?:[{_SPACES}]\d{{3}})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,]\d+)*|[.,]\d+)"
    r"(?:[.,][-–—]+)?\s*(.*)$",
    re.IGNORECASE,
)
_WIDE = str.maketrans("＋－％", "+-%")  # as Asian keyboards write them


class NotRead(ValueError):
    """A text is no figure; ``code`` says why, ``unit`` which unit is not the metric's.

    ``figure``, ``range``, ``unit``, ``step`` (a change that does not say of what),
    ``level`` (a change where a level is asked).
    """

    def __init__(self, code: str, text: str = "", unit: str = ""):
        super().__init__(code)
        self.code, self.text, self.unit = code, text or "", unit


@dataclass(frozen=True)
class Statement:
    """``figure`` is as stated (80 for "80 %"), ``decimals`` the digits after it.

    ``step`` tells a change from a level: "+" or "-" where words or a plus say so, "−"
    where only a minus stands before the figure, which may be a level below 0, too.
    ``plain``: no word said how it compares, so "=" was not said either.
    """

    comparator: str
    figure: float
    decimals: int = 0
    unit: str = ""
    step: str = field(default="", compare=False)
    plain: bool = field(default=False, compare=False)

    @property
    def value(self) -> float:
        """The figure as a number to compare with: 80 % is 0.8."""
        percent = unit_of(self.unit)[0] == "%"
        return self.figure / 100 if percent else self.figure


def parse(text: str, decimal_point: str = ".", unknown: bool = False) -> Statement:
    """Read one statement; ``decimal_point`` decides "1,234" and "1.234".

    :param unknown: whether "not known yet" is an answer, too
    :raises NotRead: the text is no statement of one figure

    >>> parse("under 2")
    Statement(comparator='<', figure=2.0, decimals=0, unit='', step='', plain=False)
    >>> parse("zu mehr als 80 %", ",").comparator, parse("nur 15%").figure
    ('>', 15.0)
    >>> parse("20 % weniger").figure, parse("+20 %").step
    (-20.0, '+')
    >>> parse("unter 2 pro Woche").unit
    'a week'
    >>> parse("not known yet", unknown=True).comparator
    '?'
    """
    said = " ".join(text.split()).translate(_WIDE) if isinstance(text, str) else ""
    if unknown and said.lower() in _UNKNOWN:
        return Statement(UNKNOWN, 0.0)
    if _RANGE.search(said):
        raise NotRead("range", text)
    comparator, step, rest = _before(said)
    match = _NUMBER.match(rest)
    if not match:
        raise NotRead("figure", text)
    sign, symbol, digits, unit = match.groups()
    figure, decimals = _number(digits, decimal_point)
    after, ending, unit = _after(unit)
    unit = f"{unit} {symbol}".strip()
    another = unit[:1].isdigit() or _SECOND_FIGURE.match(unit)
    if another or not is_usable(figure):
        raise NotRead("figure", text)
    if sign == "+":
        step = step or "+"
    elif sign:
        figure = -figure
        step = step or ("" if comparator else "−")
    step = step or ending
    if "-" in (step, ending) and figure > 0:
        figure = -figure
    comparator = comparator or after
    plain = comparator is None
    unit = SAME_UNITS.get(unit.lower(), unit)
    return Statement(comparator or "=", figure, decimals, unit, step, plain)


def is_usable(figure: float) -> bool:
    """Tell whether a figure can be stored and calculated with.

    >>> is_usable(-2.5), is_usable(1e308), is_usable(float("nan"))
    (True, False, False)
    """
    return abs(figure) <= LARGEST  # false for NaN


def half_up(figure: float, decimals: int) -> float:
    """Round as people do: a half goes away from zero.

    >>> half_up(3.125, 2), half_up(-2.5, 0), half_up(0.285 * 100, 0), half_up(1.005, 2)
    (3.13, -3.0, 29.0, 1.01)
    """
    if not is_usable(figure):
        return figure
    # 0.285 * 100 is 28.499999999999996, which nobody meant
    written = Decimal(f"{figure:.15g}")
    return float(written.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)) + 0.0


def phrase(
    statement: Statement,
    words: Mapping[str, str] | None = None,
    decimal_point: str = ".",
    thousands: str = "",
) -> str:
    """Print a statement.

    :param words: comparator → text with one ``%s`` (with none: the text alone), and
        unit → word; English if not given; a missing one is the symbol

    >>> phrase(Statement("<", 2))
    'under 2'
    >>> phrase(Statement("~", 8.5, 1, "%"), {"~": "etwa %s"}, ",")
    'etwa 8,5 %'
    >>> phrase(Statement("=", -0.4))
    '0'
    """
    rounded = half_up(statement.figure, statement.decimals)
    marks = str.maketrans({",": thousands, ".": decimal_point})
    figure = f"{rounded:,.{statement.decimals}f}".translate(marks)
    translations = ENGLISH if words is None else words
    if unit := statement.unit:
        figure += f" {translations.get(unit, unit) if unit[-1].isalpha() else unit}"
    template = translations.get(statement.comparator) or f"{statement.comparator} %s"
    return template.replace("%s", figure, 1)


# -- parts of a sentence -----------------------------------------------------


def _before(said):
    """Take the words before the figure: comparator or None, change, the rest."""
    comparator, step = None, ""
    while True:
        word, sign = next(filter(partial(_begins, said.lower()), BEFORE), ("", ""))
        if not word:
            return comparator, step, said
        said = said[len(word) :].strip()
        if sign in ("+", "-"):
            step = sign
        elif sign and comparator in (None, "~", "="):
            # in "more than about 80 %" the first word counts
            comparator = sign


def _begins(said, pair):
    word = pair[0]
    # "ca" begins "cases", too
    runs_on = word[-1].isalpha() and said[len(word) :][:1].isalpha()
    return said.startswith(word) and not runs_on


def _after(unit):
    """Take the words behind the figure: comparator or None, change, the unit."""
    comparator, step = None, ""
    for word, sign in AFTER:
        found = re.search(rf"(?:^|(?<=[\s%‰€$£])){re.escape(word)}(?!\w)", unit, re.I)
        if not found:
            continue
        unit = " ".join((unit[: found.start()] + unit[found.end() :]).split())
        if sign in ("+", "-"):
            step = step or sign
        elif sign:
            comparator = comparator or sign
    return comparator, step, unit


def _number(digits: str, decimal_point: str) -> tuple[float, int]:
    for space in _SPACES:
        digits = digits.replace(space, "")
    marks = [mark for mark in digits if mark in ".,"]
    last = marks[-1] if marks else decimal_point
    if len(set(marks)) == 2:
        # of both marks, the last one is the decimal point, whatever the language
        point = last
    else:
        # nobody groups by threes what begins with 0, such as "0.125"
        groups = rf"[1-9]\d{{0,2}}(\{last}\d{{3}})+"
        grouped = re.fullmatch(groups, digits) and (
            last != decimal_point or len(marks) > 1
        )
        point = {".": ",", ",": "."}[last] if grouped else last
    separator = "," if point == "." else "."
    whole, _point, fraction = digits.partition(point)
    if (
        re.search(r"[.,]", fraction)
        or separator in whole
        and not re.fullmatch(rf"\d{{1,3}}(\{separator}\d{{3}})+", whole)
    ):
        raise NotRead("figure", digits)
    whole = whole.replace(separator, "") or "0"
    return float(f"{whole}.{fraction or 0}"), len(fraction)
