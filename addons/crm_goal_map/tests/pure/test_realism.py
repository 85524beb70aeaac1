import doctest

import pytest
from crm_goal_map_lib import realism
from crm_goal_map_lib.progress import band
from crm_goal_map_lib.realism import verdict

MONTHS = [2, 3, 2, 4, 2, 3, 2, 3, 4, 2, 3, 4]  # limits 0 to 6


def test_docstrings():
    assert doctest.testmod(realism).failed == 0


@pytest.mark.parametrize(
    ("comparator", "target", "code", "every"),
    [
        (">=", 2, "routine", 1),
        (">=", 4, "chance", 4),
        (">=", 5, "possible", 0),
        (">=", 7, "different", 0),
        ("<=", 1, "possible", 0),
        ("<=", -1, "different", 0),
    ],
)
def test_place(comparator, target, code, every):
    result = verdict(band(comparator, target), MONTHS, 0, 6)
    assert (result.code, result.every) == (code, every)


def test_too_little_is_unknown():
    assert verdict(band(">=", 2), [1, 2, None, 3], 0, 6).code == "unknown"
    assert verdict(None, MONTHS, 0, 6).code == "unknown"
    assert verdict(band(">=", 9), MONTHS, None, None).code == "unknown"
