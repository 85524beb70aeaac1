import doctest
import io
import re
import zipfile
from datetime import date

import openpyxl
import pytest
from crm_goal_map_lib.workbook import book as workbook
from crm_goal_map_lib.workbook import read as workbook_read
from crm_goal_map_lib.workbook import values as workbook_values
from crm_goal_map_lib.workbook import write as workbook_write
from crm_goal_map_lib.workbook.book import Book, Cell, Chart, Column, Row, Sheet
from crm_goal_map_lib.workbook.read import BadWorkbook, ReadCell, read
from crm_goal_map_lib.workbook.values import Unreadable
from hypothesis import given, settings
from hypothesis import strategies as st

META = {
    "version": workbook.VERSION,
    "map_id": "1",
    "title_goals": "Ziele",
    "columns_goals": "name,target,date",
}
WANTED = {"goals": ["target", "date"]}


@pytest.mark.parametrize(
    "module", [workbook, workbook_read, workbook_values, workbook_write]
)
def test_docstrings(module):
    assert doctest.testmod(module).failed == 0


def book(rows, charts=()):
    columns = [
        Column("name", "Ziel"),
        Column("target", "Zielwert"),
        Column("date", "Bis"),
    ]
    return Book(META, [Sheet("goals", "Ziele", columns, rows, list(charts))])


def row(number=1, **cells):
    filled = {
        key: cell if isinstance(cell, Cell) else Cell(cell)
        for key, cell in cells.items()
    }
    return Row(filled, f"goal/{number}", "abc")


def test_there_and_back():
    content = workbook_write.write(
        book(
            [
                row(
                    name="Win more",
                    target=Cell(0.48, "percent", True),
                    date=Cell(date(2027, 12, 31), "date", True),
                ),
                row(2, name="Other", target=Cell(None, "percent", True)),
            ]
        )
    )
    found = read(content, WANTED)
    assert found.meta["map_id"] == "1"
    first, second = found.rows["goals"]
    assert (first.id, first.mark) == ("goal/1", "abc")
    assert first.cells["target"] == ReadCell("Ziele!D3", 0.48, percent=True)
    assert first.cells["date"].value == date(2027, 12, 31)
    assert second.cells["target"].value is None
    assert second.cells["target"].address == "Ziele!D4"
    assert (first.touched, second.touched, found.unread) == ({}, {}, [])


def test_what_was_touched():
    content = workbook_write.write(book([row(name="Win more", target=Cell(0.48))]))
    file = openpyxl.load_workbook(io.BytesIO(content))
    page = file.worksheets[0]
    page["C3"], page["D3"], page["H3"] = "Win", 0.5, "A note"
    file.create_sheet("Notes")
    stream = io.BytesIO()
    file.save(stream)
    found = read(stream.getvalue(), WANTED)
    assert found.rows["goals"][0].touched == {
        "name": "Ziele!C3",
        "target": "Ziele!D3",
        "H": "Ziele!H3",
    }
    assert found.unread == ["Notes"]


@settings(max_examples=20, deadline=None)
@given(st.text(min_size=1, max_size=40))
def test_no_text_becomes_a_formula(text):
    for start in ("", "=", "+", "-", "@"):
        content = workbook_write.write(book([row(name=start + text)]))
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            assert b"<f>" not in parts.read("xl/worksheets/sheet1.xml")
        page = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
        assert page["C3"].data_type in ("s", "inlineStr", "n")


def test_charts_are_native():
    rows = [row(number, name=f"{number}", target=number) for number in range(3)]
    chart = Chart("line", "Win rate", "name", "target", 0, 2)
    content = workbook_write.write(book(rows, [chart]))
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        drawn = parts.read("xl/charts/chart1.xml").decode()
    assert "Ziele!$D$3:$D$5" in drawn


@pytest.mark.parametrize(
    "name",
    ["=Sheet1!$A$1", "=cmd|calc!A1", "Sheet1!A1", "Wow!$B2", "=1+1", "a!b1!c1", "!A1"],
)
def test_no_name_of_a_chart_becomes_a_reference(name):
    rows = [row(number, name=f"{number}", target=number) for number in range(3)]
    chart = Chart("line", name, "name", "target", 0, 2)
    content = workbook_write.write(book(rows, [chart]))
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        drawn = parts.read("xl/charts/chart1.xml").decode()
    formulas = re.findall("<c:f>(.*?)</c:f>", drawn)
    assert formulas == ["Ziele!$C$3:$C$5", "Ziele!$D$3:$D$5"]
    shown = re.findall("<a:t>(.*?)</a:t>|<c:tx><c:v>(.*?)</c:v></c:tx>", drawn)
    texts = ["".join(found) for found in shown]
    assert [text.replace("! ", "!") for text in texts] == [name, name]


def edited(change, rows=None):
    content = workbook_write.write(book(rows or [row(name="Win", target=0.4)]))
    file = openpyxl.load_workbook(io.BytesIO(content))
    change(file)
    stream = io.BytesIO()
    file.save(stream)
    return stream.getvalue()


def test_saved_by_another_program_and_columns_moved():
    def change(file):
        page = file["Ziele"]
        page["D3"] = 0.5
        page.insert_cols(3)
        page.insert_rows(1)
        file["Ziele"].title = "Anders"

    (found,) = read(edited(change), WANTED).rows["goals"]
    assert found.cells["target"] == ReadCell("Anders!E4", 0.5)
    assert found.id == "goal/1"


def test_a_formula_is_seen():
    (found,) = read(
        edited(lambda file: file["Ziele"].__setitem__("D3", "=1+1")), WANTED
    ).rows["goals"]
    assert found.cells["target"].formula


def test_a_row_without_id_is_seen():
    (_first, found) = read(
        edited(lambda file: file["Ziele"].__setitem__("D9", 7)), WANTED
    ).rows["goals"]
    assert (found.id, found.address) == ("", "Ziele!9")


def code_of(content):
    with pytest.raises(BadWorkbook) as caught:
        read(content, WANTED)
    return caught.value.code


def repacked(content, name, data):
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(stream, "w") as new,
    ):
        for info in old.infolist():
            if info.filename != name:
                new.writestr(info, old.read(info.filename))
        new.writestr(name, data)
    return stream.getvalue()


def test_bad_workbooks():
    good = workbook_write.write(book([row(name="Win", target=0.4)]))
    foreign = io.BytesIO()
    openpyxl.Workbook().save(foreign)
    document = b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"

    def drop(file):
        file.create_sheet("Other")
        del file["Ziele"]

    cases = {
        "not_xlsx": [b"", b"name;target\nWin;3", b"%PDF-1.4", b"PK\x03\x04 half"],
        "old_excel": [b"\xd0\xcf\x11\xe0" + bytes(600)],
        "too_large": [bytes(10 * 1024 * 1024), good + bytes(10 * 1024 * 1024)],
        "macros": [repacked(good, "xl/vbaProject.bin", b"x")],
        "broken": [
            repacked(good, "xl/workbook.xml", b"<workbook"),
            repacked(good, "xl/worksheets/sheet1.xml", document),
        ],
        "foreign": [foreign.getvalue()],
        "sheet": [edited(drop)],
        "column": [edited(lambda file: file["Ziele"].delete_cols(4))],
        "merged": [edited(lambda file: file["Ziele"].merge_cells("C3:D3"))],
        "version": [
            edited(lambda file: _set_meta(file, "version", "99")),
        ],
    }
    for code, contents in cases.items():
        for content in contents:
            assert code_of(content) == code


def _set_meta(file, key, value):
    page = file[f"#{workbook.META}"]
    for cells in page.iter_rows():
        if cells[0].value == key:
            cells[1].value = value


def test_unpacking_too_much_is_refused():
    good = workbook_write.write(book([row(name="Win")]))
    stream = io.BytesIO(good)
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("xl/media/big.bin", bytes(60 * 1024 * 1024))
    assert code_of(stream.getvalue()) == "too_large"


@pytest.mark.parametrize(
    ("value", "percent", "expected"),
    [
        ("under 2", False, "under 2"),
        (3, False, "3"),
        (0.155, True, "15,5 %"),
        (None, False, ""),
    ],
)
def test_what_was_said(value, percent, expected):
    assert workbook_values.said(ReadCell("A1", value, percent), ",") == expected


def test_numbers():
    assert workbook_values.number(ReadCell("A1", 0.48), True) == 0.48
    assert workbook_values.number(ReadCell("A1", 48, percent=True), True) == 48


ODD = [
    *(f"a{chr(code)}b" for code in range(1, 32)),
    *("a\rb", "\rb", " both ends ", "\t", "'=1+1", "=1+1", "_x000B_", "_x005F_x000B_"),
    *("\ufffe", "a\u0085b", "a\u2028b", "\u00a0a", "😀" * 15_999, "x" * 32_000),
    *("a\n\nb\r\nc", "<a>&amp;", "\x7f", "_x0041_", "12", "1.0", "TRUE", "#N/A"),
]


@pytest.mark.parametrize("text", ODD, ids=range(len(ODD)))
def test_a_text_saved_by_another_program_is_untouched(text):
    written = workbook.text(text, True)
    content = workbook_write.write(book([row(name=written, target=0.4)]))
    for again in (content, edited(lambda file: None, [row(name=written, target=0.4)])):
        (found,) = read(again, {"goals": ["name"]}).rows["goals"]
        assert found.touched == {}
        assert workbook_values.text(found.cells["name"]) == workbook.normal(text)


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=30))
def test_any_text_is_untouched(text):
    written = workbook.text(text, True)
    again = edited(lambda file: None, [row(name=written, target=0.4)])
    (found,) = read(again, {"goals": ["name"]}).rows["goals"]
    assert found.touched == {}
    assert workbook_values.text(found.cells["name"]) == workbook.normal(text)


def test_strict_open_xml_is_named():
    good = workbook_write.write(book([row(name="Win")]))
    with zipfile.ZipFile(io.BytesIO(good)) as parts:
        xml = parts.read("xl/workbook.xml")
    strict = xml.replace(
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
        b"http://purl.oclc.org/ooxml/spreadsheetml/main",
    )
    assert code_of(repacked(good, "xl/workbook.xml", strict)) == "strict"


def test_marks_of_an_earlier_version_are_read():
    def shorten(file):
        page = file["Ziele"]
        head, _dash, marks = page["B3"].value.rpartition("-")
        short = "".join(marks[at : at + 4] for at in range(0, len(marks), 8))
        page["B3"], page["C3"] = f"{head}-{short}", "Lose"

    (found,) = read(edited(shorten), WANTED).rows["goals"]
    assert found.touched == {"name": "Ziele!C3"}


@pytest.mark.parametrize(
    ("function", "cell", "arguments", "code"),
    [
        ("number", ReadCell("A1", 48), (True,), "percent"),
        ("number", ReadCell("A1", date(2027, 1, 1)), (False,), "number"),
        ("number", ReadCell("A1", "=1", formula=True), (False,), "formula"),
        ("number", ReadCell("A1", "#DIV/0!", error=True), (False,), "error"),
        ("said", ReadCell("A1", 1e308), (".",), "number"),
        ("said", ReadCell("A1", 1e308, percent=True), (".",), "number"),
        ("said", ReadCell("A1", float("nan")), (".",), "number"),
        ("said", ReadCell("A1", 10**400), (".",), "number"),
        ("number", ReadCell("A1", -1e308), (False,), "number"),
        ("number", ReadCell("A1", float("inf"), percent=True), (True,), "number"),
        ("number", ReadCell("A1", 10**400), (False,), "number"),
        ("day", ReadCell("A1", "soon"), ("%m/%d/%Y",), "date"),
        ("day", ReadCell("A1", 46000), ("%m/%d/%Y",), "date"),
        ("day", ReadCell("A1", "0027-01-01"), ("%m/%d/%Y",), "date"),
    ],
)
def test_unreadable(function, cell, arguments, code):
    with pytest.raises(Unreadable) as caught:
        getattr(workbook_values, function)(cell, *arguments)
    assert caught.value.code == code
