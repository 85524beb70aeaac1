"""The checkers of tests/houserules.py find what they are there to find."""

from pathlib import Path

import pytest

from tests import houserules

ADDONS = Path(__file__).resolve().parents[2] / "addons"
RULES = ("overrides", "spread", "needs_from_above", "unseen_tests")
MANIFEST = "{'name': 'Planted', 'depends': %r}"
METER = """
from odoo import fields, models

class Meter(models.Model):
    _name = "meter"
    width = fields.Float()

    def write(self, vals):
        return super().write(vals)
"""
ASPECT = """
from odoo import fields, models

class Meter(models.Model):
    _inherit = "meter"
"""


@pytest.fixture
def plant(tmp_path):
    """Write files below a temporary folder of addons: {"addon/path": text}."""

    def write(files, **depends):
        for addon in {name.split("/")[0] for name in files}:
            manifest = MANIFEST % (depends.get(addon, []),)
            files[f"{addon}/__manifest__.py"] = manifest
        for name, text in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        return tmp_path

    return write


@pytest.fixture
def rule(plant):
    """Apply a rule to the planted addon `a`."""
    return lambda check, files: check(houserules.addons(plant(files))["a"])


# -- no model overrides itself ---------------------------------------------------


def test_a_method_defined_twice(rule):
    more = f"{ASPECT}\n    def write(self, vals):\n        pass\n"
    files = {"a/models/meter.py": METER, "a/models/meter_more.py": more}
    (offence,) = rule(houserules.overrides, files)
    assert offence.startswith("a: meter.write in models/meter.py:8, ")


def test_a_method_defined_twice_in_a_mixin_with_a_list(rule):
    more = ASPECT.replace('"meter"', '["mail.thread", "meter"]')
    more = more.replace("_inherit", '_name = "meter"\n    _inherit', 1)
    more += "    def write(self, vals):\n        pass\n"
    files = {"a/models/meter.py": METER, "a/wizard/meter.py": more}
    assert len(rule(houserules.overrides, files)) == 1


def test_a_field_defined_twice(rule):
    more = f"{ASPECT}\n    width = fields.Float(string='Wide')\n"
    files = {"a/models/meter.py": METER, "a/models/meter_more.py": more}
    assert len(rule(houserules.overrides, files)) == 1


def test_a_method_defined_twice_in_one_class(rule):
    text = f"{METER}\n    def write(self, vals):\n        pass\n"
    assert len(rule(houserules.overrides, {"a/models/meter.py": text})) == 1


def test_a_property_and_its_setter_are_one(rule):
    text = (
        METER
        + """
    @property
    def depth(self): pass

    @depth.setter
    def depth(self, value): pass
"""
    )
    assert rule(houserules.overrides, {"a/models/meter.py": text}) == []
    text += "\n    def write(self, vals): pass\n"
    assert len(rule(houserules.overrides, {"a/models/meter.py": text})) == 1


def test_a_hook_of_another_model_is_no_override(rule):
    other = METER.replace('"meter"', '"gauge"\n    _inherit = ["meter"]')
    files = {
        "a/models/meter.py": METER,
        "a/models/gauge.py": other,
        "a/models/meter_more.py": f"{ASPECT}\n    height = fields.Float()\n",
        "a/tests/test_meter.py": METER,
    }
    assert rule(houserules.overrides, files) == []


# -- a folder for a model --------------------------------------------------------


def test_a_model_spread_over_two_folders(rule):
    files = {
        "a/models/meter/meter.py": METER,
        "a/models/meter/aspect.py": ASPECT,
        "a/models/other/one.py": ASPECT,
    }
    assert rule(houserules.spread, dict(files)) == []
    files["a/models/other/two.py"] = ASPECT
    assert len(rule(houserules.spread, files)) == 1


# -- models/ needs nothing of report/, wizard/, workbook/ ------------------------

ABOVE = (
    f"{ASPECT}\n    pages = fields.Integer()\n\n    def _print(self):\n        pass\n"
)
WIZARD = METER.replace('"meter"', '"meter.wizard"').replace("width", "answer")


@pytest.mark.parametrize(
    ("line", "needed"),
    [
        ("self._print()", "_print"),
        ("for meter in self: meter._print()", "_print"),
        ("self.env['meter'].pages", "pages"),
        ("self.mapped('other_id.pages')", "pages"),
        ("self.env['meter.wizard']", "meter.wizard"),
        ("from ..report import pages as p", "odoo.addons.a.report.pages"),
        ("from ..report.pages import P", "odoo.addons.a.report.pages.P"),
        ("import odoo.addons.a.wizard", "odoo.addons.a.wizard"),
        ("self.width", None),
        ("self.name", None),
        ("from ..lib import pages as p", None),
    ],
)
def test_needs_from_above(rule, line, needed):
    files = {
        "a/models/meter.py": f"{METER}\n    def act(self):\n        {line}\n",
        "a/report/pages.py": ABOVE,
        "a/wizard/ask.py": WIZARD,
    }
    offences = rule(houserules.needs_from_above, files)
    assert [text.split()[-1] for text in offences] == ([needed] if needed else [])


def test_of_self_only_what_the_model_itself_has(rule):
    other = (
        METER.replace('"meter"', '"gauge"') + "\n    def _print(self):\n        pass"
    )
    files = {
        "a/models/meter.py": f"{METER}\n    def act(self):\n        self._print()\n",
        "a/models/gauge.py": other,
        "a/report/pages.py": ABOVE,
    }
    (offence,) = rule(houserules.needs_from_above, files)
    assert offence == "a: models/meter.py:12 needs _print"


# -- a lower addon knows no upper one --------------------------------------------


@pytest.mark.parametrize(
    ("name", "text", "named"),
    [
        ("models/m.py", 'self.env["gate"]', "gate"),
        ("views/v.xml", '<field name="gate_state"/>', "gate_state"),
        ("views/v.xml", '<field name="x" ref="upper.view_form"/>', "upper.view_form"),
        ("static/src/m.js", "data.gate_state", "data.gate_state"),
        ("static/src/m.js", 'import { x } from "@upper/x"', "upper"),
        ("static/src/m.scss", ".o_upper_gate {}", "o_upper_gate"),
        ("security/ir.model.access.csv", "id,gate,1", "gate"),
        ("tests/test_m.py", 'self.env.ref("upper.record")', "upper.record"),
        ("models/m.py", "aggregate.gates_state, 'the.gate', 'upper_bound'", None),
        ("readme/DESCRIPTION.md", "See upper.", None),
    ],
)
def test_names_of_upper_addons(plant, name, text, named):
    upper = METER.replace('"meter"', '"gate"')
    bridge = f"{ASPECT}\n    gate_state = fields.Char()\n"
    files = {
        "lower/models/meter.py": METER,
        f"lower/{name}": text,
        "upper/models/gate.py": upper,
        "upper/models/meter.py": bridge,
    }
    offences = houserules.names_of_upper_addons(plant(files, upper=["lower"]))
    assert [offence.split()[-1] for offence in offences] == ([named] if named else [])


def test_names_of_an_addon_two_floors_up(plant):
    files = {
        "lower/models/meter.py": f"{METER}\n    # of attic\n",
        "upper/models/__init__.py": "",
        "attic/models/__init__.py": "",
    }
    folder = plant(files, upper=["lower"], attic=["upper"])
    assert len(houserules.names_of_upper_addons(folder)) == 1
    assert not houserules.names_of_upper_addons(plant(files))


# -- Odoo's own runner sees every test -------------------------------------------

BASE = "class Base:\n    def test_it(self): pass\n\nclass TestMeter(%s): pass\n"


def test_unseen_tests(rule):
    files = {"a/tests/__init__.py": "from . import test_meter\n"}
    assert rule(houserules.unseen_tests, files | {"a/tests/test_meter.py": ""}) == []
    assert rule(houserules.unseen_tests, files | {"a/tests/test_other.py": ""}) == [
        "a: tests/__init__.py does not import test_other"
    ]


def test_inherited_tests(rule):
    files = {"a/tests/__init__.py": "from . import test_meter\n"}
    alone = files | {"a/tests/test_meter.py": BASE % "models.TransactionCase"}
    assert rule(houserules.unseen_tests, alone) == []
    heir = files | {"a/tests/test_meter.py": BASE % "Base"}
    assert rule(houserules.unseen_tests, heir) == [
        "a: TestMeter inherits tests of Base"
    ]


# -- our own addons --------------------------------------------------------------


def test_there_is_something_to_look_at():
    ours = houserules.addons(ADDONS)
    assert {"crm_metric_definitions", "crm_goal_map", "crm_readiness"} <= set(ours)
    assert all(ours[name].definitions for name in ("crm_goal_map", "crm_readiness"))


@pytest.mark.parametrize("check", RULES)
@pytest.mark.parametrize("name", sorted(houserules.addons(ADDONS)))
def test_house_rules_of_an_addon(name, check):
    assert getattr(houserules, check)(houserules.addons(ADDONS)[name]) == []


def test_house_rules_between_addons():
    assert houserules.names_of_upper_addons(ADDONS) == []
