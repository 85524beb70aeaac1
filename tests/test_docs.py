"""Menus, buttons and groups that the handbook names exist by that name."""

import re

from handbook import ROOT

from odoo.tests import TransactionCase, tagged

PAGES = ("*.md", "docs/**/*.md", "addons/*/readme/*.md")
GROUP = re.compile(
    r"\*((?:CRM metrics|Goal map|CRM\s+readiness): *\n?[A-Z][A-Za-z\s]+)\*"
)


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

    def _found(self, pattern):
        for page, text in self.texts.items():
            for words in pattern.findall(text):
                yield page, " ".join(words.split())

    def test_menus(self):
        menus = self.env["ir.ui.menu"].with_context({"ir.ui.menu.full_list": True})
        there = {menu.complete_name.replace("/", " ▸ ") for menu in menus.search([])}
        named = set()
        for page, path in self._found(re.compile(r"\*(CRM\s+▸\s+[^*]+)\*")):
            named.add(path)
            path = path.removesuffix(" ▸ New")
            with self.subTest(page, path=path):
                self.assertIn(path, there)
        self.assertGreater(len(named), 10)

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

    def test_import_screen_offers_the_intake_date_only(self):
        offered = self.env["base_import.import"].get_fields_tree("crm.lead")
        names = {field["name"] for field in offered}
        self.assertIn("date_intake", names)
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
