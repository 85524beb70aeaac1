"""Tests of pure code: no Odoo, no database.

The addon itself cannot be imported here, since its ``__init__`` imports Odoo. So its
``lib`` and those of the addons beside it become the packages ``<addon>_lib``.

    pytest -p no:odoo addons/crm_readiness/tests/pure
"""

import importlib.util
import sys
from pathlib import Path

ADDONS = Path(__file__).resolve().parents[3]

for init in sorted(ADDONS.glob("*/lib/__init__.py")):
    name = f"{init.parents[1].name}_lib"
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(
            name, init, submodule_search_locations=[str(init.parent)]
        )
        sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
