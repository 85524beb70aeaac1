"""pytest plugin of `make test-fast`: leave out what takes long.

That is: what needs a browser or an HTTP server (HttpCase), what commits in real
transactions (no TransactionCase), and what is tagged `slow`. Tests by examples that are
made up (hypothesis) try fewer of them.
"""

from hypothesis import settings

settings.register_profile("fast", max_examples=20)
settings.load_profile("fast")


def pytest_collection_modifyitems(config, items):
    if not config.getoption("--odoo-database", None):
        return
    from odoo.tests import HttpCase, TransactionCase

    def is_fast(item):
        case = item.cls or object
        tags = getattr(case, "test_tags", ())
        real = hasattr(case, "test_tags") and not issubclass(case, TransactionCase)
        return not (real or issubclass(case, HttpCase) or "slow" in tags)

    left_out = [item for item in items if not is_fast(item)]
    items[:] = [item for item in items if is_fast(item)]
    config.hook.pytest_deselected(items=left_out)
