from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from odoo.addons.crm_metric_definitions.public import append

from .common import GoalCase

TABLES = (
    "crm.goal.map",
    "crm.goal.segment",
    "crm.goal.position",
    "crm.goal.position.value",
    "crm.goal",
    "crm.goal.explanation",
    "crm.goal.effect",
    "crm.metric.definition",
    "crm.approval",
    "crm.lead",
    "mail.message",
    "mail.followers",
    "ir.attachment",
    "res.partner",
)


@tagged("post_install", "-at_install")
class TestCrmGoalMapSample(GoalCase):
    def setUp(self):
        super().setUp()
        self.maps = self.env["crm.goal.map"].with_user(self.manager)

    def _load(self):
        return self.maps.browse(self.maps.action_load_sample()["res_id"])

    def _ids(self):
        self.env.flush_all()
        return {
            name: set(self.env[name].with_context(active_test=False).search([]).ids)
            for name in TABLES
        }

    def test_the_example_company(self):
        known = self.env["crm.metric.definition"].search([("is_known", "=", True)])
        sample = self._load()
        self.assertTrue(sample.is_sample)
        self.assertIn("Sample", sample.name)
        by_code = {p.segment_id.code: p for p in sample.position_ids}
        self.assertEqual(
            {code: p.existence for code, p in by_code.items()},
            {
                "relationship": "weak",
                "opportunity": "weak",
                "inbound": "absent",
                "service": "absent",
                "delightment": "absent",
            },
        )
        self.assertEqual(
            by_code["relationship"].value_ids.mapped("display"),
            ["2 x a year", "more than 80 %"],
        )
        self.assertEqual(
            by_code["opportunity"].value_ids.mapped("display"),
            ["under 2 a week", "15 %", "under 3 %", "about 8 %"],
        )
        win, deciders, knowledge = sample.goal_ids
        self.assertEqual(
            sample.goal_ids.mapped("target_display"),
            ["at least 6.00 %", "at least 50.0 %", "at most 40.0 %"],
        )
        self.assertEqual(knowledge.segment_id, self.relationship)
        self.assertEqual(win.baseline_display, "not known yet")
        self.assertTrue(win.explanation_ids and win.change_what)
        self.assertEqual(deciders.effect_ids.affected_goal_id, win)
        self.assertEqual(set(sample.goal_ids.mapped("approval_state")), {"draft"})
        self.assertEqual(sample.approval_state, "draft")
        self.assertEqual(
            self.env["crm.metric.definition"].search([("is_known", "=", True)]), known
        )
        self.assertEqual(self._load(), sample, "a second time opens the first one")

    def test_removing_leaves_everything_else(self):
        before = self._ids()
        sample = self._load()
        self.assertNotEqual(self._ids(), before)
        sample.action_remove_sample()
        self.assertFalse(sample.exists())
        self.assertEqual(self._ids(), before)

    def test_own_work_is_not_removed(self):
        with self.assertRaisesRegex(UserError, "is not a sample"):
            self.map.action_remove_sample()
        sample = self._load()
        goal = self._goal(map_id=sample.id, name="Mine")
        with self.assertRaisesRegex(UserError, "Mine"):
            sample.action_remove_sample()
        goal.active = False
        with self.assertRaisesRegex(UserError, "Mine"):
            sample.action_remove_sample()
        goal.unlink()
        position = self._position(self.inbound, map_id=sample.id, date="2020-01-01")
        with self.assertRaisesRegex(UserError, "Inbound marketing"):
            sample.action_remove_sample()
        position.unlink()
        sample.action_remove_sample()
        self.assertFalse(sample.exists())

    def test_no_map_to_decide_on_or_to_be_reminded_of(self):
        sample = self._load()
        with self.assertRaisesRegex(UserError, "A sample cannot be approved"):
            sample.action_request_approval()
        sample.next_review = "2020-01-01"
        self.maps._cron_review_reminders()
        self.assertFalse(sample.activity_ids)
        self.map.active = False
        self.assertNotEqual(
            self.env["crm.goal"].with_user(self.manager)._default_map_id(), sample
        )
        self.assertFalse(sample.copy().is_sample)

    def test_without_the_seeded_segments(self):
        self.env["crm.goal.segment"].search([("code", "!=", "service")]).active = False
        self.assertEqual(self._load().position_ids.segment_id.code, "service")

    def test_without_the_library(self):
        self.env["crm.metric.definition"].search([]).active = False
        sample = self._load()
        self.assertFalse(sample.goal_ids)
        values = sample.position_ids.value_ids
        self.assertEqual(len(values), 6)
        self.assertFalse(values.metric_id)
        self.assertIn("Win rate", values.mapped("label"))

    def test_rights(self):
        with self.assertRaises(AccessError):
            self.env["crm.goal.map"].with_user(self.seller).action_load_sample()
        sample = self._load()
        with self.assertRaises(AccessError):
            sample.with_user(self.seller).action_remove_sample()

    def test_what_the_empty_screen_says(self):
        Goal, Map = self.env["crm.goal"], self.env["crm.goal.map"]
        help_ = "<p>Stock</p>"
        for model in (Goal, Map):
            shown = model.with_user(self.manager).get_empty_list_help(help_)
            self.assertEqual(shown, help_)
        Map.search([]).company_id = self.env["res.company"].create({"name": "Other"})
        for model in (Goal, Map):
            shown = model.with_user(self.manager).get_empty_list_help(help_)
            self.assertIn("crm_goal_start_action", shown)
            self.assertIn("action_load_sample", shown)
            shown = model.with_user(self.seller).get_empty_list_help(help_)
            self.assertEqual(shown, help_)

    def test_goals_of_the_sample(self):
        """Nobody is their author, so that they stay in it and are not approved."""
        sample = self._load()
        goal = sample.goal_ids[2]
        with self.assertRaisesRegex(UserError, "A sample cannot be approved"):
            goal.action_request_approval()
        with self.assertRaisesRegex(ValidationError, "belongs to the sample"):
            goal.map_id = self.map
        with self.assertRaisesRegex(UserError, "set by the system only"):
            goal.is_sample = False
        with self.assertRaisesRegex(UserError, "set by the system only"):
            self._goal(is_sample=True)
        other = self.env["crm.goal"].with_context(
            default_is_sample=True, crm_goal_sample=True
        )
        self.assertFalse(other.new({}).is_sample)
        values = {"map_id": self.map.id, "segment_id": self.opportunity.id}
        self.assertFalse(other.create({**values, "name": "Own"}).is_sample)
        copied = goal.copy({"map_id": self.map.id})
        self.assertFalse(copied.is_sample)
        self.assertTrue(copied.approval_ids)

    def test_with_a_baseline_it_can_still_be_removed(self):
        sample = self._load()
        goal = sample.goal_ids[0]
        append(
            self.env["crm.goal.baseline"],
            [
                {
                    "goal_id": goal.id,
                    "metric_id": goal.metric_id.id,
                    "value": 0.1,
                    "period_start": self.year_ago,
                    "period_end": self.month,
                    "fingerprint": "x",
                    "user_id": self.env.uid,
                }
            ],
        )
        self.assertTrue(goal.baseline_id)
        sample.action_remove_sample()
        self.assertFalse(goal.exists())

    def test_in_the_language_of_the_loader(self):
        self.env["res.lang"]._activate_lang("de_DE")
        self.manager.lang = "de_DE"
        sample = self._load()
        figures = sample.position_ids.value_ids.mapped("comparator")
        self.assertEqual(sorted(figures), sorted(["=", ">", "<", "=", "<", "~"]))
        self.assertIn("Beispiel", sample.name)
        said = sample.position_ids.value_ids.with_context(lang="de_DE")
        self.assertIn("mehr als 80 %", said.mapped("display"))

    def test_a_sample_stays_one(self):
        sample = self._load()
        for record in (sample, self.map):
            for name in ("is_sample", "last_review_date", "conditions_date"):
                with self.assertRaisesRegex(UserError, "set by the system only"):
                    record.write({name: not record[name]})
        position = sample.position_ids[0]
        self.assertTrue(position.is_sample)
        with self.assertRaisesRegex(UserError, "set by the system only"):
            position.is_sample = False
        with self.assertRaisesRegex(UserError, "set by the system only"):
            sample.goal_ids[0].archived_with_map = True
