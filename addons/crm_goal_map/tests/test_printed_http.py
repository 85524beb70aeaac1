import io

from pypdf import PdfReader

from odoo.tests import HttpCase, tagged
from odoo.tools.misc import find_in_path, mute_logger

from .common import GoalCase

MOST_BYTES = 300_000


@tagged("post_install", "-at_install")
class TestPrintedHttp(GoalCase, HttpCase):
    """Printed reports are text that can be searched, copied and read aloud.

    Only a running server gives the stylesheets, and with them the fonts, to the
    program that prints.
    """

    def setUp(self):
        super().setUp()
        try:
            find_in_path("wkhtmltopdf")
        except OSError:
            self.skipTest("wkhtmltopdf is not installed")
        self._make_known(self.win_rate)
        self._position(finding="Many offers, few orders.")
        self._quantified_goal(name="Win more")

    # an unpatched wkhtmltopdf says that it prints neither header nor footer
    @mute_logger("odoo.addons.base.models.ir_actions_report")
    def _assert_is_text(self, report, record, *texts):
        reports = self.env["ir.actions.report"].with_context(
            force_report_rendering=True
        )
        content, _kind = reports._render_qweb_pdf(report, record.ids)
        self.assertLess(len(content), MOST_BYTES)
        pages = PdfReader(io.BytesIO(content)).pages
        printed = " ".join(" ".join(page.extract_text() for page in pages).split())
        for text in texts:
            self.assertIn(text, printed)

    def test_steering(self):
        report = "crm_goal_map.steering_report"
        self._assert_is_text(
            report, self.map, "Steering report of", "Win more", "Many offers, few"
        )

    def test_revision(self):
        self._decide(self.map)
        report = "crm_goal_map.revision_report"
        self._assert_is_text(
            report, self.map.revision_ids, "Win more", "at least 48.0 %", "Many offers"
        )
