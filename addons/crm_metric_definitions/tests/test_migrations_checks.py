import importlib.util
import json
from pathlib import Path

from odoo.tests import tagged

from .check_case import CheckCase

FOLDER = Path(__file__).parents[1] / "migrations" / "19.0.3.0.0"


@tagged("post_install", "-at_install")
class TestMigrationsChecks(CheckCase):
    def _migrate(self, name):
        self.env.flush_all()
        spec = importlib.util.spec_from_file_location("script", FOLDER / f"{name}.py")
        script = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(script)
        script.migrate(self.env.cr, "19.0.2.0.0")
        self.env.invalidate_all()

    def test_closed_checks_keep_their_thresholds_others_take_the_shipped_ones(self):
        closed, draft = self._closed(), self._check()
        self.env.flush_all()
        self.env.cr.execute(
            "ALTER TABLE crm_metric_check DROP COLUMN min_reference,"
            " DROP COLUMN min_coverage"
        )
        self.env.cr.execute(
            "UPDATE crm_metric_check SET min_sample = 10, min_agreement = 0.9,"
            " min_kappa = 0.1, validity_months = 36 WHERE id IN %s",
            [(closed.id, draft.id)],
        )
        for _time in range(2):
            self._migrate("pre-check_policy")
        self.assertEqual(
            (10, 0.9, 0.1, 0.9, 0.0, 36),
            (
                *(closed.min_sample, closed.min_agreement, closed.min_kappa),
                *(closed.min_reference, closed.min_coverage, closed.validity_months),
            ),
        )
        self.assertEqual(
            (16, 0.9, 0.6, 0.9, 0.5, 12),
            (
                *(draft.min_sample, draft.min_agreement, draft.min_kappa),
                *(draft.min_reference, draft.min_coverage, draft.validity_months),
            ),
        )

    def test_figures_of_two_people_become_personal(self):
        check = self._closed()
        old = {
            "producers": 3,
            "people": 2,
            "agreement": 0.9,
            "kappa": 0.8,
            "reference": 0.95,
            "repeat": 0.7,
            "missing": 0.1,
            "reasons": [],
        }
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_metric_check SET findings = %s, own_findings = NULL"
            " WHERE id = %s",
            [json.dumps(old), check.id],
        )
        for _time in range(2):
            self._migrate("post-personal_findings")
        personal = {"agreement", "kappa", "reference", "repeat"}
        self.assertEqual(
            {name: old[name] for name in personal}, check.sudo().own_findings
        )
        self.assertFalse([name for name in personal if check.findings[name]])
        self.assertEqual(0.1, check.findings["missing"], "three people produced them")
        self.assertEqual("consistent", check.result)
