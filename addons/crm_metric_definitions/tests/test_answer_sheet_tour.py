from odoo.tests import HttpCase, tagged

from .check_case import CheckCase


@tagged("post_install", "-at_install")
class TestAnswerSheetTour(CheckCase, HttpCase):
    browser_size = "375x667"
    touch_enabled = True

    def test_answer_on_a_phone(self):
        check = self._check(sample_size=3)
        check.action_open()
        self.ann.password = "metric_ann"
        self.start_tour(
            "/odoo/action-crm_metric_definitions.crm_metric_check_action_mine",
            "crm_metric_answer_sheet",
            login="metric_ann",
        )
        answers = (
            self.env["crm.metric.check.answer"]
            .sudo()
            .search([("check_id", "=", check.id)], order="id")
        )
        self.assertEqual(answers.mapped("counts"), [True, False, True, False])
        self.assertEqual(answers.user_id, self.ann)
        self.assertEqual(check.answer_count, 3)
