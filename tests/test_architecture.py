"""ARCHITECTURE.md: the rules of the house hold, and its examples do what they say."""

import ast
import importlib
import io
import sys
import tempfile
from datetime import date, datetime
from pathlib import Path

import houserules
from handbook import block, blocks

from odoo.exceptions import UserError
from odoo.modules.module import Manifest
from odoo.orm.model_classes import add_to_registry
from odoo.orm.models import MetaModel
from odoo.tests import BaseCase, TransactionCase, new_test_user, tagged
from odoo.tools import convert

import odoo.addons

PAGE = "ARCHITECTURE.md"
ADDONS = Path(__file__).resolve().parents[1] / "addons"
GLUE = "crm_readiness_tags"
# a word of each example that is executed below
EXAMPLES = {
    "xml": ("quick_wins", "measure_meetings", "criterion_goals_have_interims"),
    "python": (
        "GoalsHaveInterims",
        "class CrmGoal(",
        "class CrmTag",
        "# in __init__.py",
        "CRM Readiness: Tags",
    ),
}


@tagged("post_install", "-at_install")
class TestHouseRules(BaseCase):
    """From the source; tests/pure/test_houserules.py plants examples that fail."""

    def _check(self, rule):
        ours = houserules.addons(ADDONS)
        self.assertTrue(ours)
        self.assertEqual([], [text for addon in ours.values() for text in rule(addon)])

    def test_no_model_overrides_itself(self):
        self._check(houserules.overrides)

    def test_a_model_has_one_folder(self):
        self._check(houserules.spread)

    def test_models_need_no_report_wizard_or_workbook(self):
        self._check(houserules.needs_from_above)

    def test_odoo_runs_every_test(self):
        self._check(houserules.unseen_tests)

    def test_a_lower_addon_names_no_upper_one(self):
        self.assertEqual([], houserules.names_of_upper_addons(ADDONS))


class _File(io.BytesIO):
    name = PAGE


@tagged("post_install", "-at_install")
class TestArchitecture(TransactionCase):
    def setUp(self):
        super().setUp()
        self.env = self.env(context={**self.env.context, "lang": "en_US"})

    # -- an addon of one's own -----------------------------------------------

    def _load(self, addon, *words):
        """Load the XML examples with these words as the data of an addon."""
        for word in words:
            xml = f"<odoo>{block(PAGE, 'xml', word)}</odoo>"
            file = _File(xml.encode())
            convert.convert_xml_import(self.env, addon, file)
        self.env.flush_all()

    def _register(self, addon):
        """Put the model classes of an addon into the registry, for this test."""
        classes = MetaModel._module_to_models__.pop(addon)
        undo = []
        for definition in classes:
            name, parents = definition._name, definition._inherit
            if name in self.registry:
                model = self.registry[name]
                undo.append((setattr, model, "_base_classes__", model._base_classes__))
            else:
                undo.append((self.registry.models.pop, name))
            for parent in set(parents) - {name}:
                children = self.registry[parent]._inherit_children
                undo.append((children.discard, name))
            add_to_registry(self.registry, definition)
        names = [definition._name for definition in classes]
        self.registry._setup_models__(self.env.cr, names)
        self.addCleanup(self._restore, undo, names)

    def _restore(self, undo, names):
        for function, *arguments in undo:
            function(*arguments)
        left = [name for name in names if name in self.registry]
        self.registry._setup_models__(self.env.cr, left)

    def _folder(self, files):
        """Write an addon where Odoo finds it; return its manifest."""
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        odoo.addons.__path__.append(folder.name)
        self.addCleanup(odoo.addons.__path__._path.remove, folder.name)
        for name, text in files.items():
            path = Path(folder.name, GLUE, name)
            path.parent.mkdir(exist_ok=True)
            path.write_text(text)
        return Manifest._from_path(str(Path(folder.name, GLUE)))

    def _won(self, days, **vals):
        """An opportunity that was won after some days in March 2026."""
        stage = self.env["crm.stage"].search([("is_won", "=", True)], limit=1)
        lead = self.env["crm.lead"].create(
            {"name": "Deal", "type": "opportunity", "stage_id": stage.id, **vals}
        )
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_lead SET date_closed = %s, day_close = %s WHERE id = %s",
            (datetime(2026, 3, 10, 12), days, lead.id),
        )
        lead.invalidate_recordset()
        return lead

    # -- the examples ------------------------------------------------------

    def test_no_example_is_left_out(self):
        for language, words in EXAMPLES.items():
            found = [block(PAGE, language, word) for word in words]
            self.assertCountEqual(blocks(PAGE, language), found)

    def test_metric(self):
        self._load("crm_metric_definitions", "quick_wins")
        metric = self.env.ref("crm_metric_definitions.metric_quick_wins")
        march = (date(2026, 3, 1), date(2026, 4, 1))
        (before,) = metric.evaluate(*march)[metric.id]
        self._won(9)
        self._won(11)
        (after,) = metric.evaluate(*march)[metric.id]
        self.assertEqual((before["value"] or 0) + 1, after["value"])
        self.assertFalse(after["official"])
        self.assertEqual("draft", metric.approval_state)

    def test_measure_on_another_model(self):
        self._load("crm_metric_definitions", "measure_meetings")
        measure = self.env.ref("crm_metric_definitions.measure_meetings")
        metric = self.env["crm.metric.definition"].create(
            {"name": "Meetings", "code": "meetings", "numerator_id": measure.id}
        )
        lead = self._won(1)
        vals = {"start": "2026-03-05 10:00:00", "stop": "2026-03-05 11:00:00"}
        self.env["calendar.event"].create(
            [
                {"name": "Talk", "opportunity_id": lead.id, **vals},
                {"name": "Lunch", **vals},
            ]
        )
        (point,) = metric.evaluate("2026-03-05", "2026-03-06", "day")[metric.id]
        self.assertEqual(1, point["value"])

    def test_criterion(self):
        code = block(PAGE, "python", "GoalsHaveInterims")
        exec(code, {"__name__": "odoo.addons.example_criterion"})
        self._register("example_criterion")
        self._load("crm_readiness", "criterion_goals_have_interims")
        project = self._project()
        self.assertEqual(("met", "should"), self._state(project))
        vals = {"map_id": project.map_id.id, "segment_id": project.segment_ids.id}
        goal = self.env["crm.goal"].create({"name": "Goal", **vals})
        self.assertEqual(("not_met", "should"), self._state(project))
        goal.interim_ids = [(0, 0, {"date": "2030-01-01", "value": 1})]
        self.assertEqual(("met", "should"), self._state(project))

    def _project(self, **vals):
        segment = self.env["crm.goal.segment"].search([], limit=1)
        return self.env["crm.readiness.project"].create(
            {
                "name": "Project",
                "map_id": self.env["crm.goal.map"].create({"name": "Map"}).id,
                "scope_ids": [(0, 0, {"segment_id": segment.id})],
                **vals,
            }
        )

    def _state(self, project):
        criteria = project.gate_report("goals")["criteria"]
        states = {c["code"]: (c["state"], c["level"]) for c in criteria}
        return states["goals_have_interims"]

    def test_locked_model_in_a_glue_addon(self):
        package, models = block(PAGE, "python", "# in __init__.py").splitlines()
        manifest = self._folder(
            {
                "__manifest__.py": block(PAGE, "python", "CRM Readiness: Tags"),
                "__init__.py": package,
                "models/__init__.py": models,
                "models/crm_tag.py": block(PAGE, "python", "class CrmTag"),
            }
        )
        self.assertEqual(GLUE, manifest.name)
        self.assertTrue(manifest["auto_install"])
        for name in manifest["depends"]:
            self.assertTrue(Manifest.for_addon(name), name)
        tag = self.env["crm.tag"].create({"name": "Before"})
        importlib.import_module(f"odoo.addons.{GLUE}")
        for name in [n for n in sys.modules if n.startswith(f"odoo.addons.{GLUE}")]:
            self.addCleanup(sys.modules.pop, name)
        self._register(GLUE)
        tag.name = "No project yet"
        new_test_user(
            self.env, "keeper", groups="base.group_user,crm_readiness.group_gate_keeper"
        )
        self._project(lock_enabled=True)
        with self.assertRaisesRegex(UserError, "Project"):
            tag.name = "Locked"
        with self.assertRaisesRegex(UserError, "Project"):
            self.env["crm.tag"].create({"name": "New"})

    def test_manifest_is_like_those_of_ours(self):
        manifest = ast.literal_eval(block(PAGE, "python", "CRM Readiness: Tags"))
        ours = Manifest.for_addon("crm_readiness_automation") or Manifest.for_addon(
            "crm_readiness"
        )
        for name in ("author", "website", "license", "category"):
            self.assertEqual(ours[name], manifest[name])
