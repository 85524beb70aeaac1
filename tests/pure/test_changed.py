"""`make changed` runs every test that a change can break."""

from pathlib import Path

import planted_faults
import pytest
from planted_faults import is_chosen

from tools import changed

ROOT = Path(__file__).resolve().parents[2]
METRICS = "addons/crm_metric_definitions"
READINESS = "addons/crm_readiness"
UPPER = [f"{READINESS}/tests", "addons/crm_readiness_automation/tests"]
UPPER += ["addons/crm_readiness_portal/tests", "addons/test_crm_readiness/tests"]


@pytest.mark.parametrize(
    "file, tests",
    [
        (f"{METRICS}/tests/test_crm_lead.py", [f"{METRICS}/tests/test_crm_lead.py"]),
        (f"{METRICS}/tests/test_gone.py", []),
        (f"{METRICS}/tests/pure/conftest.py", [f"{METRICS}/tests/pure", "tests"]),
        (f"{METRICS}/readme/CONTEXT.md", changed.PAGES),
        ("docs/integrator.md", [*changed.PAGES, "tests/test_docs_http.py"]),
        ("docs/decisions/README.md", changed.PAGES),
        ("tests/plugin/pytest_gate.py", changed.EVERYTHING),
        ("tools/demo.py", ["tests/pure"]),
        ("setup.cfg", changed.EVERYTHING),
        ("LICENSE", []),
    ],
)
def test_tests_of_a_file(file, tests):
    assert changed.tests_of(file) == tests


def test_help_for_tests_is_tested_by_those_that_import_it():
    tests = changed.tests_of("tests/oracle_sql.py")
    assert "tests/test_demo_oracles.py" in tests
    assert "tests/test_docs_http.py" not in tests
    assert "tests/test_benchmark.py" in changed.tests_of("tests/benchmark/measure.py")


@pytest.mark.parametrize("file", ["models/any.py", "lib/any.py", "views/any.xml"])
def test_a_part_of_an_addon_is_tested_in_it_and_above(file):
    folders = [folder for folder in UPPER if (ROOT / folder).is_dir()]
    assert changed.tests_of(f"{READINESS}/{file}") == [*folders, "tests"]
    everywhere = [f"{METRICS}/tests", "addons/crm_goal_map/tests", *folders, "tests"]
    assert sorted(changed.tests_of(f"{METRICS}/{file}")) == sorted(everywhere)


def test_a_screen_is_tested_where_pages_are_opened():
    tests = changed.tests_of(f"{METRICS}/static/src/figure_graph/figure_graph.js")
    assert is_chosen(f"{METRICS}/tests/test_components_http.py", tests)
    assert is_chosen("tests/test_demo_company.py", tests)
    assert f"{METRICS}/tests/test_library.py" not in tests


@pytest.mark.parametrize("fault", planted_faults.FAULTS, ids=planted_faults.Fault.name)
def test_a_planted_fault_would_be_found(fault):
    """That the test fails with the fault, `make planted-faults` shows."""
    assert (ROOT / fault.test.split("::")[0]).is_file()
    assert is_chosen(fault.test, changed.tests_of(fault.name()))


def test_the_faults_are_in_ten_files():
    assert len({fault.name() for fault in planted_faults.FAULTS}) == 10
