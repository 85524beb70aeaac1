"""Tests of pure code: no Odoo, no database.

``addons/<addon>/lib`` becomes importable as the package ``<addon>_lib``. The addon
itself cannot be imported here: its ``__init__`` imports Odoo. The package ``tools`` and
the modules of ``tests/`` that need no Odoo are importable, too.

    pytest -p no:odoo tests/pure
"""

import importlib.util
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ADDONS = ROOT / "addons"
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

for init in sorted(ADDONS.glob("*/lib/__init__.py")):
    name = f"{init.parents[1].name}_lib"
    if name in sys.modules:
        continue
    spec = importlib.util.spec_from_file_location(
        name, init, submodule_search_locations=[str(init.parent)]
    )
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
