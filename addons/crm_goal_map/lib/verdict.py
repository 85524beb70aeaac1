"""Whether what people said fits what was measured."""

from .progress import ABOUT

FITS, CONTRADICTS, UNKNOWN = "fits", "contradicts", "unknown"
_EPSILON = 1e-9


def verdict(comparator: str, said: float, measured: float, unit: float = 1.0) -> str:
    """Compare a statement with a measured figure, both in the same unit.

    :param unit: the last digit that was said: 0.01 for "8 %", 0.1 for "2.5". A plain
        figure and an "about" are as exact as that; about 0 is therefore from -½ to ½.
    :return: FITS or CONTRADICTS

    >>> verdict("<", 0.03, 0.0257, 0.01), verdict(">", 0.8, 0.7, 0.01)
    ('fits', 'contradicts')
    >>> verdict("=", 0.15, 0.153, 0.01), verdict("=", 0.15, 0.156, 0.01)
    ('fits', 'contradicts')
    >>> verdict("~", 0.0, 0.004, 0.01), verdict("~", 100, 104)
    ('fits', 'fits')
    """
    slack = unit / 2
    if comparator == "~":
        slack = max(slack, abs(said) * ABOUT)
    holds = {
        "<": measured < said - _EPSILON,
        "<=": measured <= said + _EPSILON,
        ">": measured > said + _EPSILON,
        ">=": measured >= said - _EPSILON,
    }.get(comparator, abs(measured - said) <= slack + _EPSILON)
    return FITS if holds else CONTRADICTS
