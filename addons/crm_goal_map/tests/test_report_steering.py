import io
import re

from pypdf import PdfReader

from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools.misc import find_in_path, mute_logger

from .common import GoalCase

REPORT = "crm_goal_map.steering_report"


@tagged("post_install", "-at_install")
class TestSteeringReport(GoalCase):
    def _html(self, user=None):
        report = self.env["ir.actions.report"].with_user(user or self.seller)
        html, _kind = report._render_qweb_html(REPORT, self.map.ids)
        return re.sub(r"\s+", " ", html.decode()).replace("> ", ">").replace(" <", "<")

    def _pdf(self):
        report = self.env["ir.actions.report"].with_context(force_report_rendering=True)
        content, kind = report._render_qweb_pdf(REPORT, self.map.ids)
        self.assertEqual(kind, "pdf")
        return PdfReader(io.BytesIO(content))

    def test_position_and_figures_in_words(self):
        self._make_known(self.win_rate)
        self._position(
            existence="weak",
            value_ids=[Command.create({"name": "Win rate", "display": "under 3 %"})],
        )
        self._position(self.inbound, existence="absent", no_goal_reason="Later")
        self._quantified_goal()
        html = self._html()
        for text in (
            "Win rate: under 3 %",
            "Does not exist",
            "No goal, because:",
            "Later",
            "not assessed yet",
            "40.0 %",
            "at least 48.0 %",
            "Just begun",
        ):
            self.assertIn(text, html)

    def test_unknown_is_said_and_is_not_zero(self):
        self._goal(target_value=0.5)
        html = self._html()
        self.assertIn("not known yet → at least 50.0 %", html)
        self.assertIn("<td>not known yet</td>", html)
        self.assertIn("1 × Not known yet", html)
        self.assertNotIn("0.0 %<", html.replace("50.0 %", ""))

    def test_a_stale_figure_is_called_stale(self):
        self._make_known(self.win_rate)
        self._quantified_goal()
        self.won.write({"domain": "[('won_status', '=', 'won')]"})
        self.env.invalidate_all()
        self.assertIn(", Stale", self._html())

    def test_blanket_uplift_conflicts_and_review(self):
        self._make_known(self.win_rate)
        goals = [self._quantified_goal(name=f"Goal {n}") for n in range(3)]
        goals[0].effect_ids = [
            Command.create(
                {"kind": "weakens", "affected_goal_id": goals[1].id, "why": "Time"}
            )
        ]
        self.map.next_review = "2020-01-01"
        html = self._html()
        self.assertIn("Blanket uplift", html)
        self.assertIn("<strong>Goal conflicts</strong>: 1", html)
        self.assertIn("<strong>(due)</strong>", html)

    def test_no_stakeholder_in_it(self):
        goal = self._goal()
        goal.with_user(self.confidant).stakeholder_ids = [
            Command.create({"name": "Zaphod", "stance_now": "opponent"})
        ]
        html = self._html(self.confidant)
        self.assertNotIn("Zaphod", html)
        self.assertNotIn("pponent", html)

    def test_markup_in_a_name_stays_text(self):
        self._goal(name="<b>Win</b>")
        self.assertIn("&lt;b&gt;Win&lt;/b&gt;", self._html())

    def test_in_the_readers_language(self):
        self.env["res.lang"]._activate_lang("de_DE")
        self.relationship.with_context(lang="de_DE").name = "Beziehungen pflegen"
        self._goal(target_value=0.525)
        self.seller.lang = "de_DE"
        html = self._html()
        self.assertIn("Beziehungen pflegen", html)
        self.assertIn("52,5 %", html)
        self.assertNotIn("Beziehungen pflegen", self._html(self.manager))

    def test_sixty_goals_say_what_is_not_printed(self):
        for number in range(60):
            self._goal(name=f"Goal {number}.", metric_id=False)
        html = self._html()
        self.assertEqual(html.count("(goal conflict)"), 0)
        self.assertRegex(
            html, r"Not printed for lack of space: (2|3)\d × Not known yet\."
        )

    # an unpatched wkhtmltopdf says that it prints neither header nor footer
    @mute_logger("odoo.addons.base.models.ir_actions_report")
    def test_one_page(self):
        if not find_in_path_or_none("wkhtmltopdf"):
            self.skipTest("wkhtmltopdf is not installed")
        long = "Nobody knows exactly who decides on the customer's side. "
        self.map.conditions = long * 20
        for segment in self.map.segment_ids:
            self._position(segment, finding=long * 20, existence="weak")
        for size in (10, 60):
            while len(self.map.goal_ids) < size:
                number = len(self.map.goal_ids)
                self._goal(
                    name=f"{number} {long * 3}",
                    metric_id=False,
                    segment_id=self.map.segment_ids[number % 5].id,
                )
            reader = self._pdf()
            self.assertEqual(len(reader.pages), 1, f"{size} goals")
            text = " ".join(reader.pages[0].extract_text().split())
            self.assertIn("It is not zero.", text)


def find_in_path_or_none(name):
    try:
        return find_in_path(name)
    except OSError:
        return None
