"""Units as people write them behind a figure, English and German."""

import re

POINTS = "points"
#: units of a statement that are printed in the reader's language
GERMAN_UNITS = {
    "a day": "pro Tag",
    "a week": "pro Woche",
    "a month": "pro Monat",
    "a year": "im Jahr",
    "x a week": "x pro Woche",
    "x a month": "x im Monat",
    "x a year": "x im Jahr",
}
SAME_UNITS = {
    **{word.lower(): unit for unit, word in GERMAN_UNITS.items()},
    **dict.fromkeys(("prozent", "percent", "per cent", "pct", "v.h.", "v. h."), "%"),
}
_WORDS = {
    "%": ("%", "prozent", "percent", "per cent", "pct", "v.h.", "v. h."),
    "‰": ("‰", "promille", "per mille", "permille"),
    POINTS: ("points", "point", "pts", "punkte", "punkten", "punkt", "pp", "%-punkte")
    + ("%-points", "% points", "% punkte", "prozentpunkte", "prozentpunkten")
    + ("prozentpunkt", "percentage points", "percentage point", "percent points"),
    "second": ("s", "sec", "seconds", "second", "sekunden", "sekunde"),
    "minute": ("min", "min.", "minutes", "minute", "minuten"),
    "hour": ("h", "hours", "hour", "hrs", "std", "std.", "stunden", "stunde"),
    "day": ("d", "days", "day", "tage", "tagen", "tag", "calendar days")
    + ("kalendertage",),
    "working day": ("working days", "working day", "workdays", "business days")
    + ("werktage", "arbeitstage", "werktagen", "arbeitstagen"),
    "week": ("weeks", "week", "wk", "wochen", "woche", "kw"),
    "month": ("months", "month", "monate", "monaten", "monat"),
    "quarter": ("quarters", "quarter", "quartale", "quartalen", "quartal"),
    "year": ("years", "year", "yrs", "jahre", "jahren", "jahr"),
    "EUR": ("€", "eur", "euro", "euros"),
    "USD": ("$", "usd", "us$", "dollar", "dollars"),
    "GBP": ("£", "gbp", "pounds", "pfund"),
    "CHF": ("chf", "sfr", "sfr.", "franken", "fr."),
    "per day": ("daily", "täglich"),
    "per week": ("weekly", "wöchentlich", "p.w.", "p. w."),
    "per month": ("monthly", "monatlich", "p.m.", "p. m."),
    "per quarter": ("quarterly", "vierteljährlich", "quartalsweise"),
    "per year": ("yearly", "annually", "jährlich", "p.a.", "p. a."),
}
_UNITS = sorted(
    ((word, name) for name, words in _WORDS.items() for word in words),
    key=lambda pair: -len(pair[0]),
)
#: words that multiply, the longest first
SCALES = sorted(
    [
        *((word, 1e3) for word in ("tausend", "thousand", "tsd.", "tsd", "k")),
        *((word, 1e6) for word in ("millionen", "million", "millions", "mio.", "mio")),
        *((word, 1e6) for word in ("mn", "mill.")),
        *(
            (word, 1e9)
            for word in ("milliarden", "milliarde", "billion", "mrd.", "mrd")
        ),
    ],
    key=lambda pair: -len(pair[0]),
)
_SPANS = {
    "day": r"days?|tage?",
    "week": r"weeks?|wochen?",
    "month": r"months?|monate?",
    "quarter": r"quarters?|quartale?",
    "year": r"years?|jahre?",
}
_TIMES = re.compile(r"^(?:-|\u2010)?\s*(?:x|×|mal|times)(?![a-zäöü])\s*", re.I)
_PER = re.compile(
    r"^(?:/|an?\b|per\b|pro\b|je(?:de[rsnm]?)?\b|im\b|in der\b|am\b|each\b|every\b)",
    re.I,
)


def unit_of(text: str) -> tuple[str, str]:
    """Return (name of the unit, what else stands there); "" for no known unit.

    >>> unit_of("Tage"), unit_of("% der Chancen"), unit_of("x im Jahr")
    (('day', ''), ('%', 'der Chancen'), ('per year', ''))
    >>> unit_of("je Verkäufer und Woche"), unit_of("deals"), unit_of("TEUR")
    (('per week', ''), ('', 'deals'), ('', 'TEUR'))
    """
    rest = _TIMES.sub("", text.strip())
    if _PER.match(rest):
        for name, pattern in _SPANS.items():
            if re.search(rf"\b(?:{pattern})\b", rest, re.I):
                return f"per {name}", ""
        return "", rest
    lowered = rest.lower()
    for word, name in _UNITS:
        runs_on = word[-1].isalnum() and lowered[len(word) :][:1].isalnum()
        if lowered.startswith(word) and not runs_on:
            return name, rest[len(word) :].strip()
    return "", rest
