import doctest

import pytest
from crm_metric_definitions_lib import amounts, units
from crm_metric_definitions_lib import statement as comparator
from crm_metric_definitions_lib.statement import ENGLISH, Statement
from crm_metric_definitions_lib.units import GERMAN_UNITS
from hypothesis import given
from hypothesis import strategies as st

GERMAN = {
    "=": "%s",
    "<": "unter %s",
    ">": "mehr als %s",
    "~": "etwa %s",
    "<=": "höchstens %s",
    ">=": "mindestens %s",
    comparator.UNKNOWN: "noch nicht bekannt",
    **GERMAN_UNITS,
}


@pytest.mark.parametrize("module", [comparator, amounts, units])
def test_docstrings(module):
    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("under 2", Statement("<", 2)),
        ("< 2", Statement("<", 2)),
        ("<2", Statement("<", 2)),
        ("more than 80 %", Statement(">", 80, 0, "%")),
        (">80%", Statement(">", 80, 0, "%")),
        ("about 8 %", Statement("~", 8, 0, "%")),
        ("  About  8 % ", Statement("~", 8, 0, "%")),
        ("15 %", Statement("=", 15, 0, "%")),
        ("= 15 %", Statement("=", 15, 0, "%")),
        ("under 2 a week", Statement("<", 2, 0, "a week")),
        ("at least 3", Statement(">=", 3)),
        ("<= 3", Statement("<=", 3)),
        ("1 234.5 EUR", Statement("=", 1234.5, 1, "EUR")),
        ("1,234.50 EUR", Statement("=", 1234.5, 2, "EUR")),
        ("-5", Statement("=", -5)),
        ("5 cases", Statement("=", 5, 0, "cases")),
        ("3-mal im Jahr", Statement("=", 3, 0, "-mal im Jahr")),
        ("2/week", Statement("=", 2, 0, "/week")),
        ("under 5 EUR", Statement("<", 5, 0, "EUR")),
        ("under 3 % bis 2027", Statement("<", 3, 0, "% bis 2027")),
        ("1000000000000000", Statement("=", 1e15)),
    ],
)
def test_english(text, expected):
    assert comparator.parse(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("unter 2", Statement("<", 2)),
        ("mehr als 80 %", Statement(">", 80, 0, "%")),
        ("etwa 8 %", Statement("~", 8, 0, "%")),
        ("ca. 8,5 %", Statement("~", 8.5, 1, "%")),
        ("über 1.000", Statement(">", 1000)),
        ("höchstens 1.234,5 Tage", Statement("<=", 1234.5, 1, "Tage")),
        ("2.5", Statement("=", 2.5, 1)),
        ("unter 3 % der Chancen", Statement("<", 3, 0, "% der Chancen")),
        ("unter 2 pro Woche", Statement("<", 2, 0, "a week")),
        ("2 x im Jahr", Statement("=", 2, 0, "x a year")),
        ("2 je Woche", Statement("=", 2, 0, "je Woche")),
    ],
)
def test_german(text, expected):
    assert comparator.parse(text, ",") == expected


@pytest.mark.parametrize(
    "text", ["", None, "many", "under", "two", "under 2 3", "2 < 3", "<", "1.2.3.4,5,6"]
)
def test_no_statement(text):
    with pytest.raises(ValueError):
        comparator.parse(text)


@pytest.mark.parametrize(
    "text",
    ["80-90 %", "80 – 90 %", "80%-90%", "2-3", "2 - -3", "1/3", "1 / 3", "80 % - 90 %"]
    + ["1e5", "1E5", "1e-5", "1.5e+3", "80 to 90 %", "80 bis 90 %", "80...90"],
)
@pytest.mark.parametrize("point", [".", ","])
def test_two_figures_are_no_statement(text, point):
    with pytest.raises(ValueError):
        comparator.parse(text, point)


@pytest.mark.parametrize("text", ["9" * 400, "-" + "9" * 400, "1000000000000001"])
def test_figures_that_nobody_counts(text):
    with pytest.raises(ValueError):
        comparator.parse(f"under {text}")


@pytest.mark.parametrize(("words", "point"), [(ENGLISH, "."), (GERMAN, ",")])
def test_unknown_is_no_figure(words, point):
    unknown = Statement(comparator.UNKNOWN, 0)
    text = comparator.phrase(unknown, words, point)
    assert "0" not in text
    assert comparator.parse(text.title(), point, unknown=True) == unknown
    with pytest.raises(ValueError):
        comparator.parse(text, point)


def test_printed_as_stated_in_either_language():
    statement = comparator.parse("under 2")
    assert comparator.phrase(statement, ENGLISH) == "under 2"
    assert comparator.phrase(statement, GERMAN, ",") == "unter 2"
    share = Statement(">", 80, 0, "%")
    assert comparator.phrase(share, GERMAN, ",") == "mehr als 80 %"
    weekly = Statement("<", 2, 0, "a week")
    assert comparator.phrase(weekly, GERMAN) == "unter 2 pro Woche"
    assert comparator.phrase(comparator.parse("under 2.0")) == "under 2.0"


def test_percent_as_a_number():
    assert comparator.parse("more than 80 %").value == 0.8
    assert comparator.parse("under 2").value == 2


@given(
    st.sampled_from(comparator.COMPARATORS),
    st.integers(-(10**9), 10**9),
    st.integers(0, 4),
    st.sampled_from(["", "%", "EUR", "per week", "a week", "?"]),
    st.sampled_from([(ENGLISH, ".", ","), (GERMAN, ",", "."), ({}, ".", "")]),
)
def test_what_is_printed_reads_back_the_same(sign, scaled, decimals, unit, language):
    words, point, thousands = language
    statement = Statement(sign, float(f"{scaled}e-{decimals}"), decimals, unit)
    text = comparator.phrase(statement, words, point, thousands)
    assert comparator.parse(text, point) == statement
