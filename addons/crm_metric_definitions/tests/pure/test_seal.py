import doctest

from crm_metric_definitions_lib import seal


def test_doctests():
    assert doctest.testmod(seal).failed == 0


def test_a_seal_names_what_was_changed_added_and_removed():
    before = seal.seal({"goal,1": "a", "goal,2": "b", "goal,3": "c"})
    after = seal.seal({"goal,1": "a", "goal,2": "B", "goal,4": "c"})
    assert seal.differing(before, after) == ["goal,2", "goal,3", "goal,4"]
    assert seal.differing(before, before) == []


def test_whatever_is_given_as_a_seal_is_compared():
    current = seal.seal({"goal,1": "a"})
    for odd in ("", "x", "= = =", "x goal,1=0", "\n", "goal,1"):
        assert seal.differing(odd, current)


def test_the_order_of_parts_does_not_matter():
    assert seal.seal({"b": [1], "a": {}}) == seal.seal({"a": {}, "b": [1]})
