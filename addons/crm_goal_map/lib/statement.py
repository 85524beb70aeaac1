"""Statements of a position as people make them: "under 2", "about 8 %".

A statement is kept as comparator, figure, number of decimals and unit, and is printed
like that in the reader's language: units of time are translated, others are not.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

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
GERMAN_UNITS = {
    "a day": "pro Tag",
    "a week": "pro Woche",
    "a month": "pro Monat",
    "a year": "im Jahr",
    "x a week": "x pro Woche",
    "x a month": "x im Monat",
    "x a year": "x im Jahr",
}
_UNITS = {word: unit for unit, word in GERMAN_UNITS.items()}

# What people type, English and German side by side: workshops mix them.
_WORDS = {
    "<": ("<", "under", "less than", "fewer than", "below", "lower than")
    + ("unter", "weniger als", "kleiner als", "geringer als"),
    ">": (">", "more than", "over", "above", "greater than", "higher than")
    + ("mehr als", "über", "ueber", "größer als", "groesser als", "höher als"),
    "~": ("~", "≈", "about", "around", "approximately", "approx.", "approx", "roughly")
    + ("ca.", "ca", "etwa", "circa", "ungefähr", "rund", "zirka"),
    "<=": ("<=", "≤", "=<", "at most", "up to", "no more than", "max.", "max")
    + ("höchstens", "hoechstens", "bis zu", "maximal", "nicht mehr als"),
    ">=": (">=", "≥", "=>", "at least", "no less than", "min.", "min")
    + ("mindestens", "wenigstens", "nicht weniger als", "minimal"),
    "=": ("=", "exactly", "genau"),
}
_PREFIXES = sorted(
    ((word, comparator) for comparator, words in _WORDS.items() for word in words),
    key=lambda pair: -len(pair[0]),
)
_UNKNOWN = (UNKNOWN, ENGLISH[UNKNOWN], "noch nicht bekannt")
# "80-90 %", "1/3" and "1e5" are refused; "3-mal" and "2/week" are a figure with a unit
_SECOND_FIGURE = re.compile(
    r"[<>=~]|%?\s*[-\u2010-\u2015\u2212/]\s*[+\-\u2212]?[.,]?\d|e[+\-\u2212]?\d"
    r"|(?:to|bis|\.{2,}|\u2026)\s*\d",
    re.IGNORECASE,
)
_SPACES = "'\u2019\u00a0\u202f "  # between groups of three digits
_NUMBER = re.compile(
    rf"^([+\-−]?)(\d{{1,3}}(?:[{_SPACES}]\d{{3}})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,]\d+)*)"
    r"\s*(.*)$"
)


@dataclass(frozen=True)
class Statement:
    """``figure`` is as stated (80 for "80 %"), ``decimals`` the digits after it."""

    comparator: str
    figure: float
    decimals: int = 0
    unit: str = ""

    @property
    def value(self) -> float:
        """The figure as a number to compare with: 80 % is 0.8."""
        return self.figure / 100 if self.unit == "%" else self.figure


def parse(text: str, decimal_point: str = ".", unknown: bool = False) -> Statement:
    """Read one statement; ``decimal_point`` decides "1,234" and "1.234".

    :param unknown: whether "not known yet" is an answer, too
    :raises ValueError: the text is no statement of one figure

    >>> parse("under 2")
    Statement(comparator='<', figure=2.0, decimals=0, unit='')
    >>> parse("mehr als 80 %", ",")
    Statement(comparator='>', figure=80.0, decimals=0, unit='%')
    >>> parse("etwa 8,5 %", ",").figure
    8.5
    >>> parse("< 2 per week").unit
    'per week'
    >>> parse("unter 2 pro Woche").unit
    'a week'
    >>> parse("not known yet", unknown=True).comparator
    '?'
    """
    rest = " ".join((text or "").split())
    comparator = "="
    lowered = rest.lower()
    if unknown and lowered in _UNKNOWN:
        return Statement(UNKNOWN, 0.0)
    for word, sign_of_word in _PREFIXES:
        # "ca" begins "cases", too
        runs_on = word[-1].isalpha() and lowered[len(word) :][:1].isalpha()
        if lowered.startswith(word) and not runs_on:
            comparator, rest = sign_of_word, rest[len(word) :].strip()
            break
    match = _NUMBER.match(rest)
    if not match:
        raise ValueError(text)
    sign, digits, unit = match.groups()
    figure, decimals = _number(digits, decimal_point)
    another = unit[:1].isdigit() or _SECOND_FIGURE.match(unit)
    if another or not is_usable(figure):
        raise ValueError(text)
    if sign in ("-", "−"):
        figure = -figure
    return Statement(comparator, figure, decimals, _UNITS.get(unit, unit))


def is_usable(figure: float) -> bool:
    """Tell whether a figure can be stored and calculated with.

    >>> is_usable(-2.5), is_usable(1e308), is_usable(float("nan"))
    (True, False, False)
    """
    return abs(figure) <= LARGEST  # false for NaN


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
    # adding 0.0 turns "-0" into "0"
    rounded = round(statement.figure, statement.decimals) + 0.0
    marks = str.maketrans({",": thousands, ".": decimal_point})
    figure = f"{rounded:,.{statement.decimals}f}".translate(marks)
    translations = ENGLISH if words is None else words
    if unit := statement.unit:
        figure += f" {translations.get(unit, unit) if unit[-1].isalpha() else unit}"
    template = translations.get(statement.comparator) or f"{statement.comparator} %s"
    return template.replace("%s", figure, 1)


def _number(digits: str, decimal_point: str) -> tuple[float, int]:
    for space in _SPACES:
        digits = digits.replace(space, "")
    separator = "," if decimal_point == "." else "."
    if decimal_point in digits:
        # of both marks, the last one is the decimal point, whatever the language
        swapped = digits.rfind(separator) > digits.rfind(decimal_point)
    else:
        groups = rf"\d{{1,3}}({re.escape(separator)}\d{{3}})+"
        swapped = separator in digits and not re.fullmatch(groups, digits)
    if swapped:
        decimal_point, separator = separator, decimal_point
    digits = digits.replace(separator, "")
    whole, _point, fraction = digits.partition(decimal_point)
    if decimal_point in fraction:
        raise ValueError(digits)
    return float(f"{whole}.{fraction or 0}"), len(fraction)
