"""Read a workbook back: only cells, never a formula, a macro or a link."""

import io
import re
import zipfile
from collections.abc import Collection, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any

from xlsxwriter.utility import xl_col_to_name

from .book import META, VERSION, WIDTH, cell_mark, normal

MB = 1024 * 1024
LARGEST, LARGEST_UNPACKED = 4 * MB, 40 * MB
MOST_ROWS = 20_000
MOST_COLUMNS = 60
WIDTHS = (4, WIDTH)
OLD_EXCEL = b"\xd0\xcf\x11\xe0"
STRICT = b"purl.oclc.org/ooxml"
MERGE = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?ref=\"([A-Z0-9:$]+)\"")


class BadWorkbook(ValueError):
    """The workbook as a whole cannot be read; ``code`` says why: "sheet", "merged" …"""

    def __init__(self, code: str, **details: Any):
        super().__init__(code)
        self.code = code
        self.details = details


@dataclass(frozen=True)
class ReadCell:
    """``address``: "Goals!D7"; ``percent``: the cell is formatted as a percentage."""

    address: str
    value: Any
    percent: bool = False
    formula: bool = False
    error: bool = False


@dataclass(frozen=True)
class ReadRow:
    """``touched``: {column: address} of the cells that were changed, read or not."""

    address: str
    id: str
    mark: str
    cells: dict[str, ReadCell] = field(default_factory=dict)
    touched: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ReadBook:
    """``unread``: titles of the sheets that somebody added."""

    meta: dict[str, str]
    rows: dict[str, list[ReadRow]]
    unread: list[str] = field(default_factory=list)


def read(content: bytes, needed: Mapping[str, Collection[str]]) -> ReadBook:
    """Read the needed sheets and columns of a workbook.

    :param needed: {sheet key: keys of the columns that are needed}
    :raises BadWorkbook: with the reason
    """
    _check_file(content)
    import openpyxl  # comes with Odoo; imported late, as Odoo does

    try:
        with closing(
            openpyxl.load_workbook(io.BytesIO(content), read_only=True)
        ) as file:
            return _read_book(file, content, needed)
    except BadWorkbook:
        raise
    except Exception as error:  # openpyxl raises anything on broken files
        raise BadWorkbook("broken") from error


def _check_file(content: bytes) -> None:
    _check_size(len(content), LARGEST)
    if content.startswith(OLD_EXCEL):
        raise BadWorkbook("old_excel")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            infos = archive.infolist()
            names = {info.filename for info in infos}
            _check_size(sum(info.file_size for info in infos), LARGEST_UNPACKED)
            if any("vbaproject" in name.lower() for name in names):
                raise BadWorkbook("macros")
            if "xl/workbook.xml" not in names:
                raise BadWorkbook("not_xlsx")
            with archive.open("xl/workbook.xml") as part:
                if STRICT in part.read(4096):
                    raise BadWorkbook("strict")
            for name in names:
                if name.endswith((".xml", ".rels")):
                    with archive.open(name) as part:
                        # Excel never declares a document type
                        if b"<!DOCTYPE" in part.read(4096):
                            raise BadWorkbook("broken")
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError) as error:
        raise BadWorkbook("not_xlsx") from error


def _check_size(size: int, most: int) -> None:
    if size > most:
        raise BadWorkbook("too_large", size=round(size / MB, 1), most=round(most / MB))


def _read_book(file, content: bytes, needed) -> ReadBook:
    pages, meta, unread = {}, {}, []
    for page in file.worksheets:
        key, header, rows = _head(page)
        if key == META:
            meta = {
                str(row[0].value): str(row[1].value or "")
                for row in rows
                if len(row) > 1 and row[0].value is not None
            }
        elif not key or key in pages:
            unread.append(page.title)
        elif key in needed:
            pages[key] = (page, header, rows)
    if not meta:
        raise BadWorkbook("foreign")
    if meta.get("version") != VERSION:
        raise BadWorkbook("version")
    read_rows = {}
    for key, columns in needed.items():
        if key not in pages:
            raise BadWorkbook("sheet", sheet=meta.get(f"title_{key}") or key)
        page, header, rows = pages[key]
        for column in (*columns, "mark"):
            if column not in header:
                raise BadWorkbook("column", sheet=page.title, column=column)
        _check_merged(page, content)
        next(rows, None)  # the headings
        written = meta.get(f"columns_{key}", "").split(",")
        lines = (_row(page.title, header, cells, columns, written) for cells in rows)
        read_rows[key] = [row for row in lines if row]
    return ReadBook(meta, read_rows, unread)


def _head(page):
    """Find the technical row; return sheet key, {column: index}, rows after it."""
    # some programs write no size, or a wrong one
    page.reset_dimensions()
    rows = page.iter_rows(max_row=MOST_ROWS, max_col=MOST_COLUMNS)
    for row in islice(rows, 10):
        values = [cell.value for cell in row]
        first = next((v for v in values if isinstance(v, str) and v[:1] == "#"), None)
        if first:
            header = {str(value): index for index, value in enumerate(values) if value}
            header["#"] = values.index(first)
            return first[1:], header, rows
    return "", {}, iter(())


def _row(title: str, header, cells, columns, written) -> ReadRow | None:
    """Return one row of data; None for an empty row.

    :param written: keys of the columns in the order of the cells' marks
    """
    filled = [cell for cell in cells if cell.value is not None]
    if not filled:
        return None
    number = filled[0].row

    def at(key):
        index = header[key]
        return cells[index] if index < len(cells) else None

    def address(index):
        return f"{title}!{xl_col_to_name(index)}{number}"

    read_cells = {key: _cell(address(header[key]), at(key)) for key in columns}
    row_mark, _dash, marks = _text(at("mark")).rpartition("-")
    width, rest = divmod(len(marks), len(written))
    if rest or width not in WIDTHS:
        # somebody added this row, so there are no marks to compare its cells with
        return ReadRow(f"{title}!{number}", _text(at("#")), "", read_cells)
    touched = {}
    for order, column in enumerate(written):
        was = marks[order * width : (order + 1) * width]
        if column in header and cell_mark(_value(at(column)))[:width] != was:
            touched[column] = address(header[column])
    indexes = set(header.values())
    for index, cell in enumerate(cells):
        if cell.value is not None and index not in indexes:
            touched[xl_col_to_name(index)] = address(index)
    return ReadRow(f"{title}!{number}", _text(at("#")), row_mark, read_cells, touched)


def _value(cell) -> Any:
    """Return the value of a cell; a short row lacks its last cells."""
    return None if cell is None else cell.value


def _cell(address: str, cell) -> ReadCell:
    value = _value(cell)
    if value is None:
        return ReadCell(address, None)
    if isinstance(value, datetime) and not (value.hour or value.minute):
        value = value.date()
    if isinstance(value, str):
        value = normal(value) or None
    percent, kind = "%" in (cell.number_format or ""), cell.data_type
    return ReadCell(address, value, percent, formula=kind == "f", error=kind == "e")


def _text(cell) -> str:
    value = _value(cell)
    return "" if value is None else str(value).strip()


def _check_merged(page, content: bytes) -> None:
    """Refuse merged cells: only one of them holds a value, the others look empty."""
    path = getattr(page, "_worksheet_path", "").lstrip("/")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        merged = MERGE.search(archive.read(path))
    if merged:
        address = merged.group(1).decode().replace("$", "")
        raise BadWorkbook("merged", sheet=page.title, cells=address)
