from odoo.exceptions import UserError
from odoo.tests import tagged

from ..models.crm_readiness_phase import SHIPPED_CODES
from .common import ReadinessCase


@tagged("post_install", "-at_install")
class TestPhase(ReadinessCase):
    """Python finds the gates by their codes. Nothing is locked in these tests."""

    def test_shipped_codes_stay(self):
        phases = self.env["crm.readiness.phase"].search([])
        self.assertEqual(set(phases.mapped("code")), SHIPPED_CODES)
        for phase in phases:
            with self.subTest(phase.code), self.assertRaises(UserError):
                phase.write({"code": f"my_{phase.code}"})
        self.stage.name = "X"

    def test_shipped_phases_stay(self):
        for phase in self.env["crm.readiness.phase"].sudo().search([]):
            with self.subTest(phase.code), self.assertRaisesRegex(UserError, "deleted"):
                phase.unlink()

    def test_a_phase_that_is_gone(self):
        """What a phase deleted by SQL would have opened stays closed."""
        self._project()
        self.env.cr.execute("DELETE FROM crm_readiness_phase WHERE code = 'live'")
        self.env.invalidate_all()
        self.env.registry.clear_cache()
        self.assertRefused(lambda: self.stage.write({"name": "X"}))

    def test_everything_else_is_free(self):
        live = self.env.ref("crm_readiness.phase_live")
        live.write({"code": "live", "name": "In use", "sequence": 80})
        own = live.copy({"code": "pilot"})
        own.code = "trial"
        self.assertIn("trial", self.env["crm.readiness.phase"]._ids_by_code())
        own.unlink()

    def test_data_file_again(self):
        """An upgrade can load the data file again."""
        live = self.env.ref("crm_readiness.phase_live")
        live._load_records(
            [
                {
                    "xml_id": "crm_readiness.phase_live",
                    "values": {"name": "Live", "code": "live"},
                    "noupdate": False,
                }
            ],
            update=True,
        )
        self.assertEqual(live.code, "live")
