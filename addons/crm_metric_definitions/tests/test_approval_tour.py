from unittest.mock import patch

from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ..models.approval import crm_authorship_mixin
from ..wizard.crm_approval_wizard import CrmApprovalWizard
from .common import MetricCase


def _known(_env):
    return False, None


@tagged("post_install", "-at_install")
class TestApprovalTour(MetricCase, HttpCase):
    """The dialog in the browser gives back what it has shown."""

    def setUp(self):
        super().setUp()
        self.approver.password = "metric_approver"
        self.win_rate.with_user(self.author).action_request_approval()

    def _tour(self, name):
        self.start_tour(
            "/odoo/action-crm_metric_definitions.crm_metric_definition_action/"
            f"{self.win_rate.id}",
            name,
            login="metric_approver",
        )

    def test_what_the_dialog_shows_is_approved(self):
        self._tour("crm_metric_approval_seen")
        self.assertTrue(self.win_rate.is_approved)

    def test_what_was_changed_meanwhile_is_not(self):
        approve = CrmApprovalWizard.action_approve

        def after_a_change(wizard):
            metric = self.win_rate.with_env(wizard.env).with_user(self.author)
            # as if it came in by a request of the author's own
            with patch.object(crm_authorship_mixin, "unknown_author", _known):
                metric.procedure_steps = "Some day."
                metric.action_request_approval()
            return approve(wizard)

        with (
            patch.object(CrmApprovalWizard, "action_approve", after_a_change),
            mute_logger("odoo.http"),
        ):
            self._tour("crm_metric_approval_changed")
        self.assertFalse(self.win_rate.is_approved)
