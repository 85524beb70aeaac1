from lxml import etree

from odoo.tests import tagged

from .common import GoalCase


@tagged("post_install", "-at_install")
class TestGoalViews(GoalCase):
    def _fields(self, model, kind, **context):
        views = self.env[model].with_context(**context)
        arch = etree.fromstring(views.get_view(view_type=kind)["arch"])
        return {node.get("name"): node for node in arch.iter("field")}

    def test_trend_in_words(self):
        for kind in ("list", "form"):
            self.assertIn("trend", self._fields("crm.goal", kind))

    def test_no_two_columns_have_one_name(self):
        for lang in ("en_US", "de_DE"):
            model = self.env["crm.goal.effect"].with_context(lang=lang)
            nodes = self._fields("crm.goal.effect", "list", lang=lang)
            labels = model.fields_get(list(nodes), ["string"])
            said = [n.get("string") or labels[f]["string"] for f, n in nodes.items()]
            self.assertEqual(len(set(said)), len(said), said)
