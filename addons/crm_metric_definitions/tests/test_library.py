from odoo.tests import TransactionCase, tagged

BRIEF = (
    "new_opportunities_per_salesperson_week",
    "decision_maker_rate",
    "win_rate",
    "contacts_per_contact_year",
    "single_owner_knowledge_rate",
    "contribution_margin_rate",
)


@tagged("post_install", "-at_install")
class TestLibrary(TransactionCase):
    """What the data files bring, without any record counted."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        data = cls.env["ir.model.data"].search(
            [
                ("module", "=", "crm_metric_definitions"),
                ("model", "=", "crm.metric.definition"),
            ]
        )
        cls.library = cls.env["crm.metric.definition"].browse(data.mapped("res_id"))

    def test_the_six_of_the_brief_and_more(self):
        codes = set(self.library.mapped("code"))
        self.assertLessEqual(set(BRIEF), codes)
        self.assertLessEqual(
            {"win_rate_cohort", "win_rate_value", "contacts_below_two_touches"}, codes
        )
        self.assertGreaterEqual(len(codes), 18)

    def test_all_are_drafts(self):
        for metric in self.library:
            self.assertEqual(metric.approval_state, "draft", metric.code)
            self.assertLessEqual(
                set(metric.approval_ids.mapped("event")), {"change"}, metric.code
            )
            self.assertFalse(metric.is_approved, metric.code)

    def test_all_can_be_computed(self):
        for metric in self.library:
            self.assertFalse(metric._broken_reason(), metric.code)
            self.assertTrue(metric.sentence, metric.code)
        points = self.library.evaluate("2024-01-01", "2024-04-01")
        for metric in self.library:
            self.assertEqual(len(points[metric.id]), 3, metric.code)
            for point in points[metric.id]:
                self.assertNotEqual(point["status"], "not_measurable", metric.code)
                self.assertFalse(point["official"], metric.code)

    def test_every_sheet_is_filled_in(self):
        for metric in self.library:
            for name in (
                "question",
                "meaning",
                "gaming",
                "procedure_steps",
                "source",
                "known_limits",
            ):
                text = metric[name]
                self.assertTrue(text and text == text.strip(), (metric.code, name))

    def test_only_the_data_owner_is_missing_for_approval(self):
        for metric in self.library:
            problems = metric._approval_problems()
            self.assertEqual(len(problems), 1, (metric.code, problems))
            self.assertIn("data owner", problems[0])

    def test_lost_ones_count_wherever_the_pipeline_is_counted(self):
        """Lost opportunities are archived: without this a win rate is 100 %."""
        for measure in self.library.numerator_id | self.library.denominator_id:
            if measure.model in ("crm.lead", "crm.lead.cycle"):
                self.assertTrue(measure.include_archived, measure.name)
            else:
                self.assertFalse(measure.include_archived, measure.name)

    def test_the_sheet_says_what_knowledge_means(self):
        metric = self.env.ref(
            "crm_metric_definitions.metric_single_owner_knowledge_rate"
        )
        self.assertIn("who documented", metric.meaning)
        self.assertIn("not who can read it", metric.meaning)
