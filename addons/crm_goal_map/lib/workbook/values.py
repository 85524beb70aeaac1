"""Read what people type into the cells of a workbook."""

from datetime import date, datetime

from .book import normal
from .read import ReadCell

LARGEST = 1e15  # above this, a float cannot tell each whole number from the next


class Unreadable(ValueError):
    """The cell cannot be understood; ``code`` says why: "number", "unit" and so on."""

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


def said(cell: ReadCell, decimal_point: str) -> str:
    """Return what somebody typed as a figure; "" for an empty cell.

    >>> said(ReadCell("A1", 0.125, percent=True), ","), said(ReadCell("A1", "< 2"), ".")
    ('12,5 %', '< 2')
    """
    _check(cell, "number")
    if isinstance(cell.value, int | float):
        figure = f"{cell.value * 100 if cell.percent else cell.value:.6f}"
        figure = figure.rstrip("0").rstrip(".").replace(".", decimal_point)
        return f"{figure} %" if cell.percent else figure
    return cell.value or ""


def text(cell: ReadCell) -> str:
    """Read a text as it was typed; a figure typed there is text too.

    >>> text(ReadCell("A1", 3))
    '3'
    """
    _check(cell)
    if isinstance(cell.value, float) and cell.value.is_integer():
        return str(int(cell.value))
    return "" if cell.value is None else normal(str(cell.value))


def number(cell: ReadCell, percent: bool) -> float:
    """Return a figure that is a number in its cell; for a percentage the fraction."""
    _check(cell, "number")
    if percent and not cell.percent and abs(cell.value) > 1:
        # the cell has lost its format: 48 or 4800 %?
        raise Unreadable("percent")
    return round(float(cell.value), 6)


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
    unusable = number and not abs(cell.value) <= LARGEST
    if no_figure and (unusable or isinstance(cell.value, bool | date)):
        raise Unreadable(no_figure)
