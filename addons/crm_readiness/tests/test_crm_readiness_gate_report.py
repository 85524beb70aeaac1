import io
import json
from urllib.parse import quote

from pypdf import PdfReader

from odoo.tests import HttpCase, tagged
from odoo.tools import find_in_path, mute_logger

from .common import ReadinessCase, decide

REPORT = "crm_readiness.report_gate"


@tagged("post_install", "-at_install")
class TestPrintedGate(ReadinessCase, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.project = cls._project()

    def _page(self, phase=None, user=None):
        reports = self.env["ir.actions.report"].with_user(user or self.owner)
        if phase:
            reports = reports.with_context(phase_code=phase)
        return reports._render_qweb_html(REPORT, self.project.ids)[0].decode()

    def test_says_what_the_gate_report_says(self):
        page = self._page()
        report = self.project.gate_report("software")
        self.assertIn("Configure software", page)
        self.assertIn("Nobody has decided", page)
        for criterion in report["criteria"]:
            self.assertIn(criterion["name"], page)

    def test_the_gate_that_is_shown(self):
        """The board prints the gate that it shows, through Odoo's own address."""
        self.assertIn("<h1>Position assessment:", _folded(self._page("position")))
        self.authenticate("admin", "admin")
        context = quote(json.dumps({"phase_code": "position"}))
        path = f"/report/html/{REPORT}/{self.project.id}?context={context}"
        self.assertIn("<h1>Position assessment:", _folded(self.url_open(path).text))

    def test_minutes_and_decision(self):
        self.assertIn("Project owner", self._page("position"))
        decide(
            self.project.with_user(self.keeper),
            "position",
            "hold",
            minutes="First line.\nSecond line.",
        )
        page = self._page("position")
        self.assertIn("First line.\nSecond line.", page)
        self.assertIn(self.keeper.name, page)

    def test_language_of_the_reader(self):
        self.env["res.lang"]._activate_lang("de_DE")
        self.owner.lang = "de_DE"
        page = self._page()
        self.assertIn("Gate geschlossen", page)
        self.assertIn("Muss", page)

    # an unpatched wkhtmltopdf says that it prints neither header nor footer
    @mute_logger("odoo.addons.base.models.ir_actions_report")
    def test_pdf(self):
        try:
            find_in_path("wkhtmltopdf")
        except OSError:
            self.skipTest("wkhtmltopdf is not installed")
        content, _kind = (
            self.env["ir.actions.report"]
            .with_context(phase_code="position", force_report_rendering=True)
            ._render_qweb_pdf(REPORT, self.project.ids)
        )
        pages = PdfReader(io.BytesIO(content)).pages
        text = " ".join(" ".join(page.extract_text() for page in pages).split())
        self.assertLessEqual(len(pages), 2)
        self.assertIn("Position assessment", text)
        self.assertIn("New CRM", text)
        self.assertIn("Minutes", text)


def _folded(page):
    return " ".join(page.split()).replace("<h1> ", "<h1>").replace(" :", ":")
