"""Figures as people say them: "under 2 a week", "nur 15%", "+20 %", "1,5 Mio. €".

The one parser for forms, workbooks, positions, guards and imports. :func:`parse` takes
a sentence apart; :func:`amount` tells what it means for a metric, or why nothing.
What people say is English and German side by side, since workshops mix them.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from .units import POINTS, SAME_UNITS, SCALES, unit_of

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

_WORDS = {
    "<": ("<", "under", "less than", "fewer than", "below", "lower than", "not even")
    + ("unter", "weniger als", "kleiner als", "geringer als", "niedriger als")
    + ("nicht einmal", "unterhalb von"),
    ">": (">", "more than", "over", "above", "greater than", "higher than", "beyond")
    + ("mehr als", "über", "ueber", "größer als", "groesser als", "höher als")
    + ("hoeher als", "oberhalb von"),
    "~": ("~", "≈", "±", "about", "around", "approximately", "approx.", "approx")
    + ("roughly", "circa", "some", "nearly", "almost", "close to", "just under")
    + ("just over", "a good", "ca.", "ca", "etwa", "zirka", "ungefähr", "ungefaehr")
    + ("rund", "knapp", "fast", "beinahe", "gut", "in etwa", "so um die", "annähernd"),
    "<=": ("<=", "≤", "=<", "at most", "up to", "no more than", "not more than")
    + ("not over", "not above", "max.", "max", "maximum", "a maximum of")
    + ("höchstens", "hoechstens", "bis zu", "maximal", "nicht mehr als", "nicht über")
    + ("nicht ueber", "allenfalls"),
    ">=": (
        ">=",
        "≥",
        "=>",
        "at least",
        "no less than",
        "not less than",
        "no fewer than",
    )
    + ("not under", "not below", "min.", "min", "minimum", "a minimum of")
    + ("mindestens", "wenigstens", "nicht weniger als", "nicht unter", "minimal")
    + ("zumindest", "ab"),
    "=": ("=", "exactly", "precisely", "genau", "exakt"),
    # words that are kept as they were said, and change no figure
    "": ("only", "just", "merely", "on average", "an average of", "at", "to", "is")
    + ("are", "currently", "today", "already", "still", "by", "with", "for", "of", "ø")
    + ("now", "nur", "lediglich", "bloß", "gerade mal", "gerade einmal", "im schnitt")
    + ("im durchschnitt", "im mittel", "durchschnittlich", "zu", "bei", "auf", "um")
    + ("ist", "sind", "liegt bei", "liegen bei", "derzeit", "aktuell", "heute", "noch")
    + ("schon", "bereits", "erst", "insgesamt", "mit", "von"),
    # words that make a change of what follows
    "+": ("plus", "up", "up by", "increase", "increase by", "increase of", "raise by")
    + ("steigern um", "steigerung um", "steigerung von", "erhöhen um", "erhöhung um")
    + ("zuwachs von", "anstieg um", "mehr um", "another"),
    "-": ("minus", "down", "down by", "decrease", "decrease by", "decrease of")
    + ("reduce by", "cut by", "lower by", "senken um", "senkung um", "senkung von")
    + ("verringern um", "reduzieren um", "rückgang um", "weniger um"),
}
#: what stands behind the figure and its unit
_ENDINGS = {
    ">=": ("or more", "and more", "or above", "or higher", "or better", "at least")
    + ("oder mehr", "und mehr", "oder höher", "oder besser", "oder darüber")
    + ("mindestens", "aufwärts", "upwards"),
    "<=": ("or less", "or fewer", "or below", "or lower", "at most", "at the most")
    + ("oder weniger", "und weniger", "oder darunter", "höchstens", "maximal", "max."),
    "": ("on average", "im schnitt", "im durchschnitt", "im mittel", "ca.", "approx."),
    "+": (
        "more",
        "up",
        "higher",
        "plus",
        "increase",
        "mehr",
        "höher",
        "hoch",
        "nach oben",
    )
    + ("steigerung", "zuwachs", "zusätzlich", "better", "besser", "over baseline"),
    "-": ("less", "fewer", "down", "lower", "minus", "decrease", "weniger", "niedriger")
    + ("runter", "nach unten", "senkung", "rückgang", "geringer"),
}


def _longest_first(words):
    pairs = [(word, sign) for sign, listed in words.items() for word in listed]
    return sorted(pairs, key=lambda pair: -len(pair[0]))


_BEFORE = _longest_first(_WORDS)
_AFTER = _longest_first(_ENDINGS)
_UNKNOWN = (UNKNOWN, ENGLISH[UNKNOWN], "noch nicht bekannt")
_RANGE = re.compile(
    r"\b(?:between|zwischen)\s+\d|\d\s*[%€]?\s*(?:-|–|—|to|bis|\.{2,}|…)"
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
    rf"^([+\-\u2010-\u2013\u2212]?)\s*([€$£]?)\s*"
    rf"(\d{{1,3}}(?:[{_SPACES}]\d{{3}})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,]\d+)*|[.,]\d+)"
    r"\s*(.*)$"
)


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
    said = " ".join((text or "").split()) if isinstance(text, str) else ""
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
    unit = unit or symbol
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


def amount(
    stated: Statement, expected: Expected, basis: str = "", loose: bool = False
) -> Amount:
    """Return what a statement means for a metric, as its figures are stored.

    :param basis: of the goal, where a change may be stated; "" asks for a level
    :param loose: whether other words may follow the unit, as in "15 % of the deals"
    :raises NotRead: with the unit that is not the metric's

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
        lowered = said.lower()
        for word, sign in _BEFORE:
            # "ca" begins "cases", too
            runs_on = word[-1].isalpha() and lowered[len(word) :][:1].isalpha()
            if lowered.startswith(word) and not runs_on:
                break
        else:
            return comparator, step, said
        said = said[len(word) :].strip()
        if sign in ("+", "-"):
            step = sign
        elif sign and comparator in (None, "~", "="):
            # in "more than about 80 %" the first word counts
            comparator = sign


def _after(unit):
    """Take the words behind the figure: comparator or None, change, the unit."""
    comparator, step = None, ""
    for word, sign in _AFTER:
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


# -- what it means -----------------------------------------------------------


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
