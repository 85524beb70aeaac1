"""Menus, buttons and groups that the handbook names exist by that name."""

import re

from handbook import ROOT
from lxml import etree

from odoo.tests import TransactionCase, tagged
from odoo.tools.translate import code_translations

PAGES = ("*.md", "docs/**/*.md", "addons/*/readme/*.md")
GROUP = re.compile(
    r"\*((?:CRM metrics|Goal map|CRM\s+readiness): *\n?[A-Z][A-Za-z\s]+)\*"
)
#: *Request approval*, and not the * of a list or of **bold** words
NAMED = re.compile(r"(?<![*\w])\*([A-Z][^*]*)\*(?![*\w])")
FENCED = re.compile(r"^```.*?^```$|`[^`\n]*`", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
STOCK_VIEWS = ("base.view_users_form_simple_modif", "portal.portal_layout")
OTHER_PLACES = ("My account", "My Preferences", "Preferences")  # no menus


@tagged("post_install", "-at_install")
class TestHandbook(TransactionCase):
    def setUp(self):
        super().setUp()
        self.env = self.env(context={**self.env.context, "lang": "en_US"})
        self.texts = {
            str(path.relative_to(ROOT)): path.read_text()
            for pattern in PAGES
            for path in sorted(ROOT.glob(pattern))
        }
        self.texts = {page: FENCED.sub("", t) for page, t in self.texts.items()}

    def _found(self, pattern):
        for page, text in self.texts.items():
            for words in pattern.findall(text):
                yield page, " ".join(words.split())

    def test_menus(self):
        menus = self.env["ir.ui.menu"].with_context({"ir.ui.menu.full_list": True})
        there = {menu.complete_name.replace("/", " ▸ ") for menu in menus.search([])}
        named = set()
        for page, path in self._found(NAMED):
            path = path.removesuffix(" ▸ New")
            if " ▸ " not in path or path.startswith(OTHER_PLACES):
                continue
            named.add(path)
            with self.subTest(page, path=path):
                ends = [menu for menu in there if f" ▸ {menu}".endswith(f" ▸ {path}")]
                self.assertTrue(ends)
        self.assertGreater(len(named), 15)

    def test_labels(self):
        """Buttons, fields, pages, choices, records: what is named can be found."""
        labels = self._labels()
        named = set()
        for page, path in self._found(NAMED):
            for label in path.split(" ▸ "):
                named.add(label)
                with self.subTest(page, label=label):
                    self.assertTrue(label in labels)  # the set is too long to print
        self.assertGreater(len(named), 60)

    def _labels(self):
        labels = set()
        for model, name in (
            ("ir.ui.menu", "name"),
            ("ir.actions.actions", "name"),
            ("ir.cron", "name"),
            ("ir.module.module", "shortdesc"),
            ("crm.metric.definition", "name"),
            ("crm.readiness.phase", "name"),
        ):
            records = self.env[model].with_context({"ir.ui.menu.full_list": True})
            labels.update(records.search([]).mapped(name))
        ours = self.env["ir.model.fields"].search(
            ["|", ("model", "=", "res.config.settings"), ("model", "=like", "crm.%")]
        )
        labels.update(ours.mapped("field_description"))
        labels.update(ours.selection_ids.mapped("name"))
        for group in self.env["res.groups"].search([]):
            labels.update((group.name, group.name.rpartition(": ")[2]))
            labels.add(f"{group.privilege_id.name}: {group.name}")
        for view in self._named_views():
            for node in etree.fromstring(view.arch_db or "<x />").iter(etree.Element):
                words = (node.get("string"), node.get("title"), node.text, node.tail)
                labels.update(" ".join(text.split()) for text in words if text)
        for module in ("web", "base_import", "crm_goal_map", "crm_metric_definitions"):
            web = code_translations.get_web_translations(module, "de_DE")
            labels.update(message["id"] for message in web["messages"])
        for text in self.texts.values():
            labels.update(HEADING.findall(text))
        return labels

    def _named_views(self):
        """Return our views, and the stock views that the handbook names."""
        data = self.env["ir.model.data"].search(
            [("model", "=", "ir.ui.view"), ("module", "=like", "%crm\\_%")]
        )
        ours = data.filtered(lambda name: (ROOT / "addons" / name.module).is_dir())
        views = self.env["ir.ui.view"].browse(ours.mapped("res_id"))
        for xmlid in STOCK_VIEWS:
            views += self.env.ref(xmlid)
        return views

    def test_groups(self):
        groups = self.env["res.groups"].search([])
        there = {group.name for group in groups}
        there |= {f"{g.privilege_id.name}: {g.name}" for g in groups if g.privilege_id}
        named = set()
        for page, name in self._found(GROUP):
            named.add(name)
            with self.subTest(page, group=name):
                self.assertIn(name, there)
        self.assertGreater(len(named), 8)

    def test_import_screen_offers_intake_and_end(self):
        offered = self.env["base_import.import"].get_fields_tree("crm.lead")
        names = {field["name"] for field in offered}
        self.assertLessEqual({"date_intake", "date_ended"}, names)
        self.assertNotIn("date_closed", names)

    def test_scheduled_actions_and_parameters(self):
        page = self.texts["docs/administrator.md"]
        data = self.env["ir.model.data"].search(
            [("model", "=", "ir.cron"), ("module", "=like", "crm\\_%")]
        )
        ours = self.env["ir.cron"].browse(
            data.filtered(lambda d: d.module != "crm").mapped("res_id")
        )
        self.assertTrue(ours)
        for cron in ours:
            with self.subTest(cron.name):
                self.assertIn(cron.name, page)
