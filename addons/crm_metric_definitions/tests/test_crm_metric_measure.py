from odoo.fields import Command
from odoo.tests import Form, tagged

from .common import MetricCase

SOURCE = "crm_metric_definitions.source_lead"


@tagged("post_install", "-at_install")
class TestCrmMetricMeasure(MetricCase):
    """The form of a measure, filled by somebody who may define metrics and no more."""

    def test_a_manager_fills_the_form(self):
        measures = self.env["crm.metric.measure"].with_user(self.author)
        with Form(measures) as form:
            form.name = "Won deals"
            form.source_id = self.env.ref(SOURCE)
            form.date_field_id = self.env.ref("crm.field_crm_lead__date_closed")
            form.breakdown_field_ids.add(self.env.ref("crm.field_crm_lead__source_id"))
        self.assertEqual("date_closed", form.record.date_field_name)

    def test_a_new_measure_takes_conditions_and_proposals(self):
        measures = self.env["crm.metric.measure"].with_user(self.author)
        with Form(measures) as form:
            form.name = "Big deals"
            self.assertFalse(form.model)
            form.source_id = self.env.ref(SOURCE)
            self.assertEqual("crm.lead", form.model, "the editor of conditions opens")
            form.domain = "[('expected_revenue', '>', 1000)]"
            names = [form[f"{name}_field_id"].name for name in ("date", "user", "team")]
            self.assertEqual(["date_intake", "user_id", "team_id"], names)
            self.assertIn("Expected Revenue", form.sentence)
            self.assertIn("Intake", form.sentence)
            form.source_id = self._source(
                "calendar.event",
                date_field_ids=[Command.set([self._field("stop", "calendar.event")])],
                user_path="user_id",
                company_path="user_id.company_id",
            )
            self.assertEqual("[]", form.domain, "it was about other records")
            self.assertEqual("stop", form.date_field_id.name, "the only one")
            self.assertFalse(form.team_field_id)
            self.assertEqual("user_id", form.user_field_id.name)
            form.source_id = self.env.ref(SOURCE)
            form.domain = "[('expected_revenue', '>', 1000)]"
        self.assertEqual("crm.lead", form.record.model)
        self.assertEqual("date_intake", form.record.date_field_name)
        self.assertEqual("[('expected_revenue', '>', 1000)]", form.record.domain)

    def test_a_new_metric_proposes_code_decimals_and_time_zone(self):
        metrics = self.env["crm.metric.definition"].with_user(self.author)
        self.env.company.partner_id.tz = self.author.tz = False
        form = Form(metrics.with_context(tz="Europe/Vienna"))
        self.assertEqual("Europe/Vienna", form.tz)
        form.name = "Won öfter (2 weeks)"
        self.assertEqual("won_ofter_2_weeks", form.code)
        form.numerator_id = self.won
        self.assertEqual(0, form.digits)
        form.normalise_per = "week"
        self.assertEqual(1, form.digits)
        metric = form.save()
        with Form(metric) as form:
            form.digits = 3
            form.name = "Another name"
            form.normalise_per = "none"
        self.assertEqual(("won_ofter_2_weeks", 3), (metric.code, metric.digits))

    def test_a_manager_opens_each_measure_of_the_library(self):
        library = self.env["crm.metric.measure"].with_user(self.author).search([])
        self.assertGreater(len(library), 20)
        for measure in library:
            with Form(measure) as form:
                self.assertTrue(form.date_field_id)

    def test_only_what_the_source_offers_and_can_be_read_can_be_picked(self):
        hidden = self.env["crm.lead"]._fields["expected_revenue"]
        self.patch(hidden, "groups", "base.group_system")
        names = set(self.won.offered_value_ids.sudo().mapped("name"))
        self.assertIn("contribution_margin", names)
        self.assertNotIn("expected_revenue", names, "not readable")
        self.assertNotIn("color", names, "not offered")
        self.assertIn("date_closed", self.won.offered_date_ids.sudo().mapped("name"))
        offered = self.won.offered_conditions
        self.assertIn("is_won", offered["crm.stage"])
        self.assertIn("won_status", offered["crm.lead"])
        self.assertNotIn("expected_revenue", offered["crm.lead"], "not readable")
        self.assertNotIn("message_ids", offered["crm.lead"])
        self.assertNotIn("res.users", offered)
        self.env.invalidate_all()
        self.assertIn(
            "expected_revenue", self.won.sudo().offered_value_ids.mapped("name")
        )

    def test_the_editor_counts_what_the_measure_counts(self):
        """Lost opportunities are archived: its record count leaves them out or not."""
        with Form(self.closed.with_user(self.author)) as form:
            context = form._get_context("domain")
            self.assertFalse(context["active_test"])
            form.include_archived = False
            self.assertTrue(form._get_context("domain")["active_test"])
            form.include_archived = True
