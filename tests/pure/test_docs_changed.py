"""Which tests `make changed` runs."""

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))
try:
    import changed
finally:
    sys.path.remove(str(ROOT / "tools"))

METRICS = "addons/crm_metric_definitions"


@pytest.mark.parametrize(
    "file, tests",
    [
        (
            f"{METRICS}/models/crm_approval.py",
            [f"{METRICS}/tests/test_crm_approval.py"],
        ),
        (f"{METRICS}/lib/agreement.py", [f"{METRICS}/tests/pure/test_agreement.py"]),
        (f"{METRICS}/tests/test_crm_lead.py", [f"{METRICS}/tests/test_crm_lead.py"]),
        (f"{METRICS}/tests/test_gone.py", []),
        (f"{METRICS}/views/menus.xml", [f"{METRICS}/tests"]),
        (
            f"{METRICS}/engine/query.py",
            [f"{METRICS}/tests/test_query.py"],
        ),
        (
            "docs/integrator.md",
            [
                "tests/pure/test_pages.py",
                "tests/test_docs.py",
                "tests/test_docs_http.py",
            ],
        ),
        ("tools/demo.py", ["tests/pure/test_tools.py"]),
        ("LICENSE", []),
    ],
)
def test_tests_are_found_by_name(file, tests):
    assert changed.tests_of(file) == tests


def test_every_changed_model_has_some_test():
    for path in ROOT.glob("addons/*/models/**/*.py"):
        file = str(path.relative_to(ROOT))
        assert all((ROOT / test).exists() for test in changed.tests_of(file)), file
