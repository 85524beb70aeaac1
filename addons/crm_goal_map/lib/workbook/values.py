"""Read what people type into the cells of a workbook."""

from datetime import date, datetime

from ..statement import Statement, is_usable, parse
from .read import ReadCell


class Unreadable(ValueError):
    """The cell cannot be understood; ``code`` says why: "number", "unit" and so on."""

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


def statement(cell: ReadCell, decimal_point: str) -> Statement:
    """Read "under 2", "> 80 %", "not known yet", or a plain figure.

    >>> statement(ReadCell("A1", 0.8, percent=True), ".")
    Statement(comparator='=', figure=80.0, decimals=0, unit='%')
    """
    _check(cell, "statement")
    if cell.value is None:
        raise Unreadable("needed")
    if isinstance(cell.value, int | float):
        figure = round(cell.value * 100 if cell.percent else cell.value, 6)
        digits = len(f"{figure:.6f}".rstrip("0").partition(".")[2])
        return Statement("=", float(figure), digits, "%" if cell.percent else "")
    try:
        return parse(cell.value, decimal_point, unknown=True)
    except ValueError as error:
        raise Unreadable("statement") from error


def text(cell: ReadCell) -> str:
    """Read a text as it was typed; a figure typed there is text too.

    >>> text(ReadCell("A1", 3))
    '3'
    """
    _check(cell)
    if cell.value is None:
        return ""
    if isinstance(cell.value, float) and cell.value.is_integer():
        return str(int(cell.value))
    return str(cell.value).replace("\r\n", "\n").replace("_x000D_", "").strip()


def number(
    cell: ReadCell,
    percent: bool,
    decimal_point: str,
    unit: str = "",
    comparator: str = "=",
) -> float | None:
    """Read a figure; for a percentage the fraction. None for an empty cell.

    :param percent: the figure is a percentage; a typed "48" is 48 %, as in the forms
    :param unit: unit that may follow the figure
    :param comparator: comparator of the goal, which may be typed before the figure

    >>> number(ReadCell("A1", "48 %"), True, ".")
    0.48
    >>> number(ReadCell("A1", 0.48), True, ".")
    0.48
    """
    _check(cell, "number")
    if cell.value is None:
        return None
    if isinstance(cell.value, int | float):
        if percent and not cell.percent and abs(cell.value) > 1:
            # the cell has lost its format: 48 or 4800 %?
            raise Unreadable("percent")
        return round(float(cell.value), 6)
    try:
        typed = parse(cell.value, decimal_point)
    except ValueError as error:
        raise Unreadable("number") from error
    if typed.comparator not in ("=", comparator):
        raise Unreadable("comparator")
    if percent:
        if typed.unit not in ("", "%"):
            raise Unreadable("percent")
        return round(typed.figure / 100, 6)
    if typed.unit.casefold() not in ("", unit.casefold()):
        raise Unreadable("unit")
    return round(typed.figure, 6)


def day(cell: ReadCell, date_format: str) -> str:
    """Read a date as an ISO string; "" for an empty cell.

    :param date_format: of the language that the workbook was written in

    >>> day(ReadCell("A1", "31.12.2027"), "%m/%d/%Y")
    '2027-12-31'
    """
    _check(cell)
    if cell.value is None:
        return ""
    if isinstance(cell.value, date):
        return cell.value.isoformat()[:10]
    if isinstance(cell.value, str):
        for shape in ("%Y-%m-%d", "%d.%m.%Y", date_format):
            try:
                moment = datetime.strptime(cell.value, shape)
            except ValueError:
                continue
            if 1900 <= moment.year <= 2999:
                return moment.date().isoformat()
    raise Unreadable("date")


def _check(cell: ReadCell, no_figure: str = "") -> None:
    """Refuse what nobody typed; with a code, also a value that cannot be a figure."""
    if cell.formula:
        raise Unreadable("formula")
    if cell.error:
        raise Unreadable("error")
    number = isinstance(cell.value, int | float) and not isinstance(cell.value, bool)
    unusable = number and not is_usable(cell.value)
    if no_figure and (unusable or isinstance(cell.value, bool | date)):
        raise Unreadable(no_figure)
