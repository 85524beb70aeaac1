from odoo.tests import tagged

from .approval_concurrency_case import ApprovalConcurrencyCase


@tagged("post_install", "-at_install")
class TestMetricApprovalConcurrency(ApprovalConcurrencyCase):
    model = "crm.metric.definition"
    groups = (
        "base.group_user",
        "sales_team.group_sale_manager",
        "crm_metric_definitions.group_metric_manager",
        "crm_metric_definitions.group_metric_approver",
    )

    def make(self, env):
        measure = self.keep(
            env["crm.metric.measure"].create(
                {
                    "name": "Concurrent",
                    "model_id": env["ir.model"].sudo()._get_id("crm.lead"),
                    "date_field_id": env["ir.model.fields"]
                    .sudo()
                    ._get("crm.lead", "create_date")
                    .id,
                }
            )
        )
        metric = self.keep(
            env["crm.metric.definition"].create(
                {
                    "name": "Concurrent",
                    "code": "concurrent_approval",
                    "numerator_id": measure.id,
                    "procedure_steps": "Enter it.",
                    "data_owner_id": env.uid,
                }
            )
        )
        change = {"domain": "[('type', '=', 'lead')]"}
        return metric.id, (measure._name, measure.id, change)

    def clean(self, cr):
        cr.execute("DELETE FROM mail_activity WHERE res_model = %s", [self.model])
        cr.execute(
            "DELETE FROM mail_message WHERE model = %s AND res_id = %s",
            [self.model, self.record_id],
        )

    def test_a_measure_is_changed_while_the_metric_is_decided(self):
        self.check_change_first()

    def test_the_metric_is_decided_while_a_measure_is_changed(self):
        self.check_decision_first()
