from odoo.fields import Command
from odoo.tests import tagged

from odoo.addons.crm_metric_definitions.tests.approval_concurrency_case import (
    ApprovalConcurrencyCase,
)


@tagged("post_install", "-at_install")
class TestWaiverConcurrency(ApprovalConcurrencyCase):
    """A waiver is changed while it is decided."""

    model = "crm.readiness.waiver"
    groups = (
        "base.group_user",
        "crm_goal_map.group_goal_manager",
        "crm_readiness.group_project_owner",
        "crm_readiness.group_gate_keeper",
    )

    def make(self, env):
        segment = env.ref("crm_goal_map.segment_opportunity")
        goal_map = self.keep(env["crm.goal.map"].create({"name": "Concurrent"}))
        project = self.keep(
            env["crm.readiness.project"].create(
                {
                    "name": "Concurrent",
                    "map_id": goal_map.id,
                    "owner_id": env.uid,
                    "scope_ids": [Command.create({"segment_id": segment.id})],
                }
            )
        )
        env.flush_all()
        env.cr.execute(
            "UPDATE crm_readiness_project SET lock_enabled = false WHERE id = %s",
            [project.id],
        )
        waiver = self.keep(
            env["crm.readiness.waiver"].create(
                {
                    "project_id": project.id,
                    "kind": "lock",
                    "reason": "Fair",
                    "hours": 1,
                }
            )
        )
        return waiver.id, (waiver._name, waiver.id, {"hours": 72})

    def clean(self, cr):
        models = [self.model, "crm.readiness.project", "crm.goal.map"]
        cr.execute("DELETE FROM mail_activity WHERE res_model = ANY(%s)", [models])

    def test_a_waiver_is_changed_while_it_is_decided(self):
        self.check_change_first()

    def test_a_waiver_is_decided_while_it_is_changed(self):
        self.check_decision_first()
