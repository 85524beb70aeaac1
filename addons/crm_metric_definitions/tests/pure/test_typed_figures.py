"""One table of what people type, for English and German readers alike.

Each row: text, what the metric is, the goal's kind of target, what it means. A row
without a language is read the same with a decimal point and with a decimal comma.
"""

import pytest
from crm_metric_definitions_lib import statement as lib
from crm_metric_definitions_lib import wordings
from crm_metric_definitions_lib.amounts import Expected, amount
from crm_metric_definitions_lib.statement import NotRead, parse

METRICS = {
    "share": Expected("percent"),
    "days": Expected("number", frozenset(["day", "days"])),
    "weekly": Expected(
        "number", frozenset(["per week", "per salesperson and week", "a week"])
    ),
    "euros": Expected("money", frozenset(["EUR", "€"])),
    "count": Expected("number"),
    "score": Expected("number", frozenset(["points"])),
}
# text, comparator, figure as stated
SAID = [
    ("nur 15%", "=", 15),
    ("zu mehr als 80%", ">", 80),
    ("bei ca. 8 %", "~", 8),
    ("im Schnitt unter 2", "<", 2),
    ("unter 2 im Schnitt", "<", 2),
    ("only 15 %", "=", 15),
    ("on average under 2", "<", 2),
    ("an average of about 8 %", "~", 8),
    ("rund 8 %", "~", 8),
    ("etwa 8%", "~", 8),
    ("knapp 10 %", "~", 10),
    ("gut 10 %", "~", 10),
    ("gerade mal 3 %", "=", 3),
    ("mindestens 5", ">=", 5),
    ("höchstens 5", "<=", 5),
    ("maximal 5", "<=", 5),
    ("max. 5", "<=", 5),
    ("über 80 %", ">", 80),
    ("nicht mehr als 5", "<=", 5),
    ("nicht unter 5", ">=", 5),
    ("no more than 5", "<=", 5),
    ("not less than 5", ">=", 5),
    ("less than 3 %", "<", 3),
    ("nearly 10 %", "~", 10),
    ("at least 3 a week", ">=", 3),
    ("80 % oder mehr", ">=", 80),
    ("2 or less", "<=", 2),
    ("mehr als etwa 80 %", ">", 80),
    ("Unter 3 %", "<", 3),
    ("derzeit 15 Prozent", "=", 15),
    ("liegt bei 8 %", "=", 8),
    ("€ 500", "=", 500),
    ("8 % im Durchschnitt", "=", 8),
    ("≤3", "<=", 3),
    (">= 3", ">=", 3),
]
# text, metric, stored figure, basis
LEVELS = [
    ("48 %", "share", 0.48),
    ("48", "share", 0.48),
    ("48 Prozent", "share", 0.48),
    ("7,25 %", "share", 0.0725),
    ("7.25 %", "share", 0.0725),
    ("30", "days", 30),
    ("30 Tage", "days", 30),
    ("30 days", "days", 30),
    ("unter 30 Tagen", "days", 30),
    ("2 pro Woche", "weekly", 2),
    ("2 per week", "weekly", 2),
    ("2 a week", "weekly", 2),
    ("2 je Verkäufer und Woche", "weekly", 2),
    ("2 wöchentlich", "weekly", 2),
    ("1,5 Mio. €", "euros", 1_500_000),
    ("1.5 million euros", "euros", 1_500_000),
    ("500 Tsd. €", "euros", 500_000),
    ("500 T€", "euros", 500_000),
    ("500 TEUR", "euros", 500_000),
    ("500k", "euros", 500_000),
    ("€ 500", "euros", 500),
    ("€5k", "euros", 5000),
    ("EUR 500", "euros", 500),
    ("500,- €", "euros", 500),
    ("48％", "share", 0.48),
    ("80 %+", "share", 0.8),
    ("12", "count", 12),
    ("1,5 Mio.", "count", 1_500_000),
    ("0.125", "count", 0.125),
    ("0,125", "count", 0.125),
    ("1.234.567", "count", 1_234_567),
    ("1,234,567", "count", 1_234_567),
    ("1.234,5", "count", 1234.5),
    ("1,234.5", "count", 1234.5),
    ("1 234,5", "count", 1234.5),
    ("1'234.5", "count", 1234.5),
    (",5", "count", 0.5),
    ("40 Punkte", "score", 40),
    ("mindestens -5", "count", -5),
]
CHANGES = [
    ("+20 %", "share", 0.2, "relative"),
    ("+20%", "count", 0.2, "relative"),
    ("+ 20 %", "days", 0.2, "relative"),
    ("plus 20 Prozent", "euros", 0.2, "relative"),
    ("20 % mehr", "weekly", 0.2, "relative"),
    ("20 % more", "weekly", 0.2, "relative"),
    ("20% weniger", "days", -0.2, "relative"),
    ("20 % less", "days", -0.2, "relative"),
    ("−20 %", "days", -0.2, "relative"),
    ("-20 %", "days", -0.2, "relative"),
    ("minus 20 %", "days", -0.2, "relative"),
    ("um 20 % mehr", "count", 0.2, "relative"),
    ("up 20 %", "count", 0.2, "relative"),
    ("＋20％", "count", 0.2, "relative"),
    ("20 % steigern", "count", 0.2, "relative"),
    ("grow by 20 %", "count", 0.2, "relative"),
    ("20 % Wachstum", "count", 0.2, "relative"),
    ("weitere 20 %", "count", 0.2, "relative"),
    ("um 20 % senken", "days", -0.2, "relative"),
    ("—20 %", "days", -0.2, "relative"),
    ("up by 20 percent", "count", 0.2, "relative"),
    ("Steigerung um 20 %", "count", 0.2, "relative"),
    ("increase by 20 %", "count", 0.2, "relative"),
    ("20 % Steigerung", "count", 0.2, "relative"),
    ("mindestens +20 %", "count", 0.2, "relative"),
    ("−3 Punkte", "share", -0.03, "points"),
    ("5 points up", "share", 0.05, "points"),
    ("+5 Prozentpunkte", "share", 0.05, "points"),
    ("+5 pp", "share", 0.05, "points"),
    ("5 Punkte weniger", "share", -0.05, "points"),
    ("+5 Punkte", "score", 5, "points"),
    ("+5", "count", 5, "points"),
    ("+5 Tage", "days", 5, "points"),
    ("5 Tage weniger", "days", -5, "points"),
    ("+1,5 Mio. €", "euros", 1_500_000, "points"),
]
# text, metric, why, the unit that is named
REFUSED = [
    ("30 Wochen", "days", "unit", "Wochen"),
    ("30 weeks", "days", "unit", "weeks"),
    ("30 Werktage", "days", "unit", "Werktage"),
    ("1,5 Mio. €", "count", "unit", "Mio. €"),
    ("1,5 Mio. $", "euros", "unit", "Mio. $"),
    ("1,5 Mio. €", "share", "unit", "Mio. €"),
    ("48 ‰", "share", "unit", "‰"),
    ("$5k", "euros", "unit", "k $"),
    ("USD 500", "euros", "unit", "USD"),
    ("20 % besser", "days", "unit", "% besser"),
    ("von 3 auf 5", "count", "range", ""),
    ("1:4", "count", "range", ""),
    ("3 von 10", "share", "unit", "von 10"),
    ("3 out of 10", "share", "unit", "out of 10"),
    ("2 im Monat", "weekly", "unit", "im Monat"),
    ("2 a year", "weekly", "unit", "a year"),
    ("12 Tage", "count", "unit", "Tage"),
    ("12 Chancen", "count", "unit", "Chancen"),
    ("20 %", "count", "unit", "%"),
    ("30 Tage", "euros", "unit", "Tage"),
    ("+5 Wochen", "days", "unit", "Wochen"),
    ("+5 Punkte", "days", "unit", "Punkte"),
    ("+20", "share", "step", ""),
    ("zwischen 5 und 10", "count", "range", ""),
    ("between 5 and 10 %", "share", "range", ""),
    ("80-90 %", "share", "range", ""),
    ("viele", "count", "figure", ""),
    ("1/3", "share", "figure", ""),
]
POINTS = (".", ",")


@pytest.mark.parametrize("point", POINTS)
@pytest.mark.parametrize(("text", "comparator", "figure"), SAID)
def test_wordings_are_read(text, comparator, figure, point):
    stated = parse(text, point)
    assert (stated.comparator, stated.figure) == (comparator, figure)
    assert not stated.step


@pytest.mark.parametrize("point", POINTS)
@pytest.mark.parametrize(("text", "metric", "value"), LEVELS)
def test_levels(text, metric, value, point):
    for basis in ("", "absolute"):
        read = amount(parse(text, point), METRICS[metric], basis)
        assert (read.value, read.basis) == (pytest.approx(value), "absolute")


@pytest.mark.parametrize("point", POINTS)
@pytest.mark.parametrize(("text", "metric", "value", "basis"), CHANGES)
def test_changes(text, metric, value, basis, point):
    stated = parse(text, point)
    read = amount(stated, METRICS[metric], "absolute")
    assert (read.value, read.basis) == (pytest.approx(value), basis)
    again = amount(stated, METRICS[metric], read.basis)
    assert again == read, "typed once more"


@pytest.mark.parametrize("point", POINTS)
@pytest.mark.parametrize(("text", "metric", "code", "unit"), REFUSED)
def test_refused_with_the_unit(text, metric, code, unit, point):
    with pytest.raises(NotRead) as caught:
        amount(parse(text, point), METRICS[metric], "absolute")
    assert (caught.value.code, caught.value.unit) == (code, unit)


def test_a_level_is_no_change():
    for text in ("+20 %", "20 % mehr", "plus 3 %"):
        with pytest.raises(NotRead) as caught:
            amount(parse(text), METRICS["share"])
        assert caught.value.code == "level"
    assert amount(parse("−5"), METRICS["count"]).value == -5


def test_a_change_without_a_sign_keeps_its_kind():
    for text, metric, basis, expected in (
        ("20", "count", "relative", (0.2, "relative")),
        ("20 %", "share", "relative", (0.2, "relative")),
        ("5", "share", "points", (0.05, "points")),
        ("5 %", "share", "points", (0.05, "points")),
        ("+5 %", "share", "points", (0.05, "relative")),
        ("5", "days", "points", (5, "points")),
        ("5 Tage", "days", "relative", (5, "points")),
        ("20 %", "days", "points", (0.2, "relative")),
    ):
        read = amount(parse(text), METRICS[metric], basis)
        assert (read.value, read.basis) == expected, text


@pytest.mark.parametrize(
    ("text", "point", "figure"),
    [
        ("1.234", ",", 1234),
        ("1.234", ".", 1.234),
        ("1,234", ".", 1234),
        ("1,234", ",", 1.234),
        ("0.125", ",", 0.125),
        ("00.125", ",", 0.125),
        ("1234.567", ",", 1234.567),
        ("12.50", ",", 12.5),
    ],
)
def test_one_mark_is_what_the_readers_language_says(text, point, figure):
    assert parse(text, point).figure == figure


def test_every_word_is_in_no_other_ones_way():
    for sign, words in wordings.BEFORE_WORDS.items():
        for word in words:
            stated = parse(f"{word} 5 %")
            if sign in ("+", "-"):
                assert stated.step == sign, word
            else:
                assert stated.comparator == (sign or "="), word


def test_half_is_rounded_up():
    for figure, decimals, rounded in ((100 / 32, 2, 3.13), (2.5, 0, 3), (-2.5, 0, -3)):
        assert lib.half_up(figure, decimals) == rounded
    assert lib.phrase(lib.Statement("=", 3.125, 2, "%")) == "3.13 %"


def test_from_other_spaces_and_digits():
    for text in ("1\u202f234 €", "1\u2009234 €", "1\u00a0234\u00a0€", "1’234 €"):
        assert amount(parse(text, ","), METRICS["euros"]).value == 1234


def test_nonsense_is_never_another_error():
    for text in (None, 5, [], "", " ", "%", "+", "-", "ca.", "€", "..", "1..2", "ⅷ"):
        with pytest.raises(NotRead):
            parse(text)
