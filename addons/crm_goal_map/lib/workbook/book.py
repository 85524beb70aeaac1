"""A workbook as plain data, and its marks.

The first row is hidden: ``#<sheet>`` in the first cell, ``mark`` in the second, then
the keys of the columns, so that headings can be in any language. The two hidden columns
hold the row's record and its mark. A mark has three parts: one for the record, one for
the cells that are read back, and some letters for each cell, by which the import
notices a change in any cell.
"""

import hashlib
import json
import re
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

META = "workbook"
VERSION = "2"
HEAD_ROWS = 2  # technical row, headings
HEAD_COLUMNS = 2  # id, mark
LONGEST = 32_000  # Excel refuses longer texts
WIDTH = 8  # letters of a cell's mark; workbooks of earlier versions have four
#: what XML cannot hold and some programs lose: control characters, "_x000D_", U+FFFE …
_LOST = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


@dataclass(frozen=True)
class Cell:
    """``kind`` is text, number, percent or date; value None is an empty cell."""

    value: Any = None
    kind: str = "text"
    editable: bool = False


@dataclass(frozen=True)
class Column:
    key: str
    title: str
    width: int = 16


@dataclass(frozen=True)
class Row:
    cells: dict[str, Cell]
    id: str = ""
    mark: str = ""


@dataclass(frozen=True)
class Chart:
    """A native chart over rows of its sheet; ``first`` and ``last`` count data rows."""

    kind: str
    title: str
    category: str
    value: str
    first: int
    last: int
    percent: bool = False


@dataclass(frozen=True)
class Sheet:
    key: str
    title: str
    columns: list[Column]
    rows: list[Row]
    charts: list[Chart] = field(default_factory=list)


@dataclass(frozen=True)
class Book:
    meta: dict[str, str]
    sheets: list[Sheet]


def normal(value: Any) -> str:
    """Return a text as every program that saves workbooks keeps it.

    Both sides are compared after this; only a text that differs then was changed.

    >>> normal(" a\\r\\nb\\x0bc_x000D_\\nd "), normal("_x005F_x000B_"), normal(None)
    ('a\\nbc\\nd', '', '')
    """
    plain = str(value or "")
    while (read := _ESCAPED.sub(lambda code: chr(int(code[1], 16)), plain)) != plain:
        plain = read
    plain = plain.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return _LOST.sub("", plain).strip()


def fits(value: str) -> bool:
    """Tell whether a text fits a cell: Excel counts some characters twice."""
    return len(normal(value).encode("utf-16-le")) // 2 <= LONGEST


def text(value: Any, editable: bool = False) -> Cell:
    """Return a cell of text; a text too long for a cell is cut and not read back.

    >>> text("=1+1")
    Cell(value='=1+1', kind='text', editable=False)
    """
    value = normal(value)
    if not fits(value):
        return Cell(value[: LONGEST // 2] + " …")
    return Cell(value or None, "text", editable)


def mark(values: Any) -> str:
    """Return a short fingerprint of plain data, with six digits of each figure.

    >>> mark({"a": 0.1 + 0.2}) == mark({"a": 0.3})
    True
    >>> mark({"a": None}) == mark({"a": 0})
    False
    """
    plain = json.dumps(_plain(values), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(plain.encode()).hexdigest()[:12]


def cell_mark(value: Any) -> str:
    """Return letters that change with the cell.

    >>> cell_mark(" a\\r\\n") == cell_mark("a"), cell_mark(None) == cell_mark("")
    (True, True)
    >>> cell_mark(datetime(2027, 1, 31)) == cell_mark(date(2027, 1, 31))
    True
    """
    if isinstance(value, datetime) and not (value.hour or value.minute):
        value = value.date()
    if isinstance(value, date):
        value = value.isoformat()
    if value is None or isinstance(value, str):
        value = normal(value)
    return mark(value)[:WIDTH]


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    figure = isinstance(value, float | int) and not isinstance(value, bool)
    return f"{value:.6f}" if figure else value
