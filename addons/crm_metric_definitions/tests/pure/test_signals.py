import doctest

from crm_metric_definitions_lib import signals as module
from crm_metric_definitions_lib.signals import Signals


def test_doctests():
    assert doctest.testmod(module).failed == 0


def test_records_without_a_person_count_and_stand_out_for_nobody():
    signals = Signals()
    signals.add(None, "late", 30, 30)
    signals.add(1, "late", 20, 40)
    signals.add(2, "late", 1, 40)
    assert signals.share("late") == 51 / 110
    assert signals.persons("late") == 2
    assert signals.outstanding("late") == {1}


def test_a_source_that_does_not_tell():
    signals = Signals(producers={1, 2}, anonymous=True)
    signals.add(1, "missing", 0, 3)
    assert signals.producer_count is None and signals.persons("missing") is None
    assert signals.share("missing") == 0
