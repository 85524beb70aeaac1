"""Collect folders without importing their ``__init__.py``, which would import Odoo."""

import pytest


def pytest_collect_directory(path, parent):
    return pytest.Dir.from_parent(parent, path=path)
