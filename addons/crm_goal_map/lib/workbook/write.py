"""Write a workbook as XLSX. No text ever becomes a formula or a link."""

import io
import re
from datetime import date
from itertools import product
from math import ceil

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell

from .book import HEAD_COLUMNS, HEAD_ROWS, META, Book, Cell, Sheet, cell_mark, normal

NEVER = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}
BOTH = (False, True)
STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r")
NUMBER_FORMATS = {"text": "@", "number": "General", "percent": "0.00%", "date": 14}
FORBIDDEN = str.maketrans("", "", "[]:*?/\\")  # Excel refuses them in a sheet's name
CHART_ROWS = 16
A4 = 9
PAGE_WIDTH = 210  # characters that can be read on one page
LINE_HEIGHT = 15
HIGHEST = 405
REFERENCE = re.compile(r"!(?=\$?[A-Za-z]+\$?\d)")
WIDE = 1.1  # lines end early where the next word does not fit


def write(book: Book) -> bytes:
    """Return the XLSX file of a book."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, NEVER) as file:
        formats = _formats(file)
        for sheet in book.sheets:
            _write_sheet(file, sheet, formats)
        _write_meta(file, book)
    return stream.getvalue()


def _formats(file):
    formats = {}
    for kind, editable, quoted in product(NUMBER_FORMATS, BOTH, BOTH):
        formats[kind, editable, quoted] = file.add_format(
            {
                "num_format": NUMBER_FORMATS[kind],
                "valign": "top",
                "text_wrap": kind == "text",
                **({"align": "left"} if kind == "date" else {}),
                "locked": not editable,
                "quote_prefix": quoted,
                **({"bg_color": "#FFF8DC", "border": 1} if editable else {}),
            }
        )
    formats["head"] = file.add_format(
        {"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}
    )
    return formats


def _write_sheet(file, sheet: Sheet, formats) -> None:
    name = normal(sheet.title).translate(FORBIDDEN).strip(" '")[:31]
    page = file.add_worksheet(name)
    page.write_string(0, 0, f"#{sheet.key}")
    page.write_string(0, 1, "mark")
    for index, column in enumerate(sheet.columns, HEAD_COLUMNS):
        page.write_string(0, index, column.key)
        page.write_string(1, index, column.title, formats["head"])
        page.set_column(index, index, column.width)
    page.set_row(0, None, None, {"hidden": True})
    page.set_row(1, _height([column.title for column in sheet.columns], sheet.columns))
    page.set_column(0, HEAD_COLUMNS - 1, None, None, {"hidden": True})
    page.freeze_panes(HEAD_ROWS, HEAD_COLUMNS)
    for number, row in enumerate(sheet.rows, HEAD_ROWS):
        cells = [row.cells.get(column.key, Cell()) for column in sheet.columns]
        texts = [cell.value if cell.kind == "text" else "" for cell in cells]
        page.set_row(number, _height(texts, sheet.columns))
        if row.id:
            page.write_string(number, 0, row.id)
            marks = "".join(cell_mark(cell.value) for cell in cells)
            page.write_string(number, 1, f"{row.mark}-{marks}")
        for index, cell in enumerate(cells, HEAD_COLUMNS):
            _write_cell(page, number, index, cell, formats)
    options = {"format_columns": True, "format_rows": True, "autofilter": True}
    page.protect("", options)
    _set_paper(page, sheet)
    _write_charts(file, page, sheet, name)


def _set_paper(page, sheet: Sheet) -> None:
    """Print in landscape, on as many pages as stay readable, each with headings."""
    wide = sum(column.width for column in sheet.columns)
    page.set_landscape()
    page.set_paper(A4)
    page.fit_to_pages(ceil(wide / PAGE_WIDTH), 0)
    page.repeat_rows(1)
    page.repeat_columns(HEAD_COLUMNS)
    page.set_footer("&L&F – &A&R&P / &N")


def _height(texts, columns) -> float:
    """Return the height of a row of texts: some programs do not compute it.

    >>> from .book import Column
    >>> _height(["Who decides on the customer's side?"], [Column("a", "A", 20)])
    30
    """
    most = 1
    for value, column in zip(texts, columns, strict=True):
        paragraphs = str(value or "").split("\n")
        lines = sum(max(1, ceil(len(p) * WIDE / column.width)) for p in paragraphs)
        most = max(most, lines)
    return min(most * LINE_HEIGHT, HIGHEST)


def _write_cell(page, row: int, column: int, cell: Cell, formats) -> None:
    value = cell.value
    quoted = isinstance(value, str) and value.startswith(STARTS_FORMULA)
    shape = formats[cell.kind, cell.editable, quoted]
    if value is None:
        page.write_blank(row, column, None, shape)
    elif isinstance(value, str):
        page.write_string(row, column, value, shape)
    elif isinstance(value, date):
        page.write_datetime(row, column, value, shape)
    else:
        page.write_number(row, column, value, shape)


def _write_charts(file, page, sheet: Sheet, name: str) -> None:
    at = HEAD_COLUMNS + len(sheet.columns) + 1
    keys = [column.key for column in sheet.columns]
    for number, chart in enumerate(sheet.charts):
        first, last = chart.first + HEAD_ROWS, chart.last + HEAD_ROWS
        label, figure = (
            keys.index(key) + HEAD_COLUMNS for key in (chart.category, chart.value)
        )
        title = plain(chart.title)
        drawn = file.add_chart({"type": chart.kind})
        drawn.add_series(
            {
                "name": title,
                "categories": [name, first, label, last, label],
                "values": [name, first, figure, last, figure],
                "marker": {"type": "circle", "size": 4},
            }
        )
        drawn.set_title({"name": title, "name_font": {"size": 11}})
        drawn.set_legend({"none": True})
        drawn.show_blanks_as("gap")
        if chart.kind == "line":
            drawn.set_x_axis({"date_axis": True, "num_format": "mm/yy"})
        if chart.percent:
            drawn.set_y_axis({"num_format": "0%"})
        cell = xl_rowcol_to_cell(HEAD_ROWS + number * CHART_ROWS, at)
        page.insert_chart(cell, drawn)


def plain(name: str) -> str:
    """Return a chart's name that is not a reference like "Sheet!A1".

    xlsxwriter takes such a name for a reference and has no option that prevents it.

    >>> plain("=Sheet1!$A$1"), plain("Win more!")
    ('=Sheet1! $A$1', 'Win more!')
    """
    return REFERENCE.sub("! ", normal(name))


def _write_meta(file, book: Book) -> None:
    page = file.add_worksheet(f"#{META}")
    page.very_hidden()
    page.write_string(0, 0, f"#{META}")
    for row, (key, value) in enumerate(sorted(book.meta.items()), 1):
        page.write_string(row, 0, key)
        page.write_string(row, 1, normal(value))
