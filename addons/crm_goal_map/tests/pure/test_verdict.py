import doctest

import pytest
from crm_goal_map_lib import verdict as module
from crm_goal_map_lib.verdict import CONTRADICTS, FITS, verdict


def test_docstrings():
    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize(
    ("comparator", "said", "measured", "unit", "expected"),
    [
        ("<", 2, 2, 1, CONTRADICTS),
        ("<=", 2, 2, 1, FITS),
        (">=", 0.8, 0.8, 0.01, FITS),
        (">", 0.8, 0.8, 0.01, CONTRADICTS),
        ("=", 0, 0.0, 0.01, FITS),
        ("=", 0, 0.02, 0.01, CONTRADICTS),
        ("~", 0.08, 0.0849, 0.01, FITS),
        ("~", 0.08, 0.11, 0.01, CONTRADICTS),
        ("~", 0, 0.3, 1, FITS),
        ("~", 0, 0.7, 1, CONTRADICTS),
        ("=", 2.5, 2.54, 0.1, FITS),
        ("=", 2.5, 2.56, 0.1, CONTRADICTS),
    ],
)
def test_verdicts(comparator, said, measured, unit, expected):
    assert verdict(comparator, said, measured, unit) == expected
