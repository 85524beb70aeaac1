"""tests/upgrade/compare.py finds what an upgrade has lost."""

import copy

import pytest
from upgrade import compare

BEFORE = {
    "tables": {
        "crm_goal": [
            {"id": 1, "name": "Win", "target_value": 0.5, "target_known": True},
            {"id": 2, "name": "Keep", "target_value": 0, "target_known": False},
        ],
        "crm_goal_explanation": [{"id": 1, "period_end": "2025-02-01"}],
        "crm_approval": [{"id": 7, "content": {"a": 1}, "write_date": "x"}],
        "crm_goal_rel": [{"goal_id": 1, "segment_id": 4}],
    },
    "computed": {"crm.goal": {"1": {"is_approved": True, "target_value": None}}},
    "figures": {"none": {"3": [{"value": 0.1, "status": "ok"}]}},
    "gates": {"1": {"goals": {"open": True}}},
    "xml ids": {"a.metric": ["crm.goal", 1, True], "a.view": ["ir.ui.view", 5, False]},
    "records": [["crm.goal", 1], ["ir.ui.view", 5]],
}


@pytest.fixture
def after():
    return copy.deepcopy(BEFORE)


def differences(after):
    return compare.compare(BEFORE, after)[0]


def test_the_same_is_no_difference(after):
    assert differences(after) == []
    assert compare.compare(BEFORE, after)[1]["crm_goal"] == 2


def test_what_may_change(after):
    for goal, value in zip(after["tables"]["crm_goal"], (0.5, None), strict=True):
        del goal["target_known"]
        goal["target_value"] = value
        goal["new"] = 1
    after["tables"]["crm_goal_explanation"] = [{"id": 1, "period_last": "2025-01-31"}]
    after["tables"]["crm_approval"][0]["write_date"] = "y"
    after["tables"]["crm_goal"].append({"id": 3})
    after["gates"]["1"]["live"] = {}
    after["records"].remove(["ir.ui.view", 5])
    assert differences(after) == []


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda a: a["tables"].pop("crm_goal"), "crm_goal: the table is gone"),
        (lambda a: a["tables"]["crm_goal"].pop(), "crm_goal 2: the row is gone"),
        (
            lambda a: [row.pop("name") for row in a["tables"]["crm_goal"]],
            "crm_goal.name: the column is gone",
        ),
        (
            lambda a: a["tables"]["crm_goal"][0].update(target_value=0.6),
            "crm_goal 1 target_value: 0.5 -> 0.6",
        ),
        (
            lambda a: a["tables"]["crm_goal"][1].pop("target_known"),
            "crm_goal 2 target_value: None -> 0",
        ),
        (
            lambda a: a["tables"]["crm_approval"].append({"id": 8}),
            "crm_approval 8: a new row",
        ),
        (
            lambda a: a["tables"]["crm_approval"][0]["content"].update(a=2),
            "crm_approval 7 content a: 1 -> 2",
        ),
        (lambda a: a["tables"]["crm_goal_rel"].clear(), "the row is gone"),
        (
            lambda a: a["tables"]["crm_goal_explanation"][0].update(period_end=None),
            "crm_goal_explanation 1 period_end: '2025-02-01' -> None",
        ),
        (
            lambda a: a["computed"]["crm.goal"]["1"].update(is_approved=False),
            "computed crm.goal 1 is_approved: True -> False",
        ),
        (
            lambda a: a["computed"]["crm.goal"]["1"].update(target_value=0),
            "target_value: None -> 0",
        ),
        (
            lambda a: a["figures"]["none"]["3"][0].update(value=0.2),
            "figures none 3 0 value: 0.1 -> 0.2",
        ),
        (lambda a: a["figures"]["none"]["3"].append({}), "figures none 3"),
        (
            lambda a: a["gates"]["1"]["goals"].update(open=False),
            "gates 1 goals open: True -> False",
        ),
        (lambda a: a["records"].remove(["crm.goal", 1]), "a.metric"),
        (lambda a: a["xml ids"].pop("a.metric"), "has lost its xml id"),
    ],
)
def test_what_is_lost(after, change, told):
    change(after)
    (difference,) = differences(after)
    assert told in difference
