from odoo.tests import Form, tagged

from .common import MetricCase


@tagged("post_install", "-at_install")
class TestCrmMetricMeasure(MetricCase):
    """The form of a measure, filled by somebody who may define metrics and no more."""

    def test_a_manager_fills_the_form(self):
        measures = self.env["crm.metric.measure"].with_user(self.author)
        with Form(measures) as form:
            form.name = "Won deals"
            form.model_id = self.env.ref("crm.model_crm_lead")
            form.date_field_id = self.env.ref("crm.field_crm_lead__date_closed")
            form.breakdown_field_ids.add(self.env.ref("crm.field_crm_lead__source_id"))
        self.assertEqual("date_closed", form.record.date_field_name)

    def test_a_manager_opens_each_measure_of_the_library(self):
        library = self.env["crm.metric.measure"].with_user(self.author).search([])
        self.assertGreater(len(library), 20)
        for measure in library:
            with Form(measure) as form:
                self.assertTrue(form.date_field_id)

    def test_only_what_can_be_read_and_is_stored_can_be_picked(self):
        hidden = self.env["crm.lead"]._fields["expected_revenue"]
        self.patch(hidden, "groups", "base.group_system")
        names = set(self.won.readable_field_ids.sudo().mapped("name"))
        self.assertIn("date_closed", names)
        self.assertNotIn("expected_revenue", names, "not readable")
        self.assertNotIn("is_rotting", names, "not stored")
        self.env.invalidate_all()
        self.assertIn(
            "expected_revenue", self.won.sudo().readable_field_ids.mapped("name")
        )

    def test_the_editor_counts_what_the_measure_counts(self):
        """Lost opportunities are archived: its record count leaves them out or not."""
        with Form(self.closed.with_user(self.author)) as form:
            context = form._get_context("domain")
            self.assertFalse(context["active_test"])
            form.include_archived = False
            self.assertTrue(form._get_context("domain")["active_test"])
            form.include_archived = True
