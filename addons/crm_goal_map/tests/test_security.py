from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from odoo.addons.crm_metric_definitions.tests.common import approve

from .common import GoalCase

READ = {"read"}
ALL = {"read", "write", "create", "unlink"}
#: model: rights of reader, manager, approver, stakeholder group alone
RIGHTS = {
    "crm.goal.segment": (READ, ALL, READ, READ),
    "crm.goal.map": (READ, ALL, READ, READ),
    "crm.goal.map.revision": (READ, READ, READ, READ),
    "crm.goal.position": (READ, ALL, READ, READ),
    "crm.goal.position.value": (READ, ALL, READ, READ),
    "crm.goal": (READ, ALL, READ, READ),
    "crm.goal.baseline": (READ, READ, READ, READ),
    "crm.goal.interim": (READ, ALL, READ, READ),
    "crm.goal.explanation": (READ, ALL, READ, READ),
    "crm.goal.effect": (READ, ALL, READ, READ),
    "crm.goal.stakeholder": (set(), set(), set(), ALL),
}


@tagged("post_install", "-at_install")
class TestSecurity(GoalCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.people = [
            new_test_user(cls.env, f"right_{name}", groups=f"base.group_user,{group}")
            for name, group in (
                ("reader", "crm_goal_map.group_goal_user"),
                ("manager", "crm_goal_map.group_goal_manager"),
                ("approver", "crm_goal_map.group_goal_approver"),
                ("confidant", "crm_goal_map.group_stakeholders"),
            )
        ]
        cls.stranger = new_test_user(cls.env, "stranger", groups="base.group_user")

    def test_rights(self):
        for model, columns in RIGHTS.items():
            for user, rights in zip(self.people, columns, strict=True):
                records = self.env[model].with_user(user)
                for operation in ALL:
                    with self.subTest(f"{model} {user.login} {operation}"):
                        self.assertEqual(
                            records.has_access(operation), operation in rights
                        )
            self.assertFalse(
                self.env[model].with_user(self.stranger).has_access("read")
            )

    def test_every_model_has_rights_and_a_company_rule(self):
        models = self.env["ir.model"].search(
            [("model", "=like", "crm.goal%"), ("transient", "=", False)]
        )
        models = models.filtered(lambda m: not self.env[m.model]._abstract)
        self.assertLessEqual(set(RIGHTS), set(models.mapped("model")))
        for model in models:
            self.assertTrue(model.access_ids, model.model)
            rules = model.rule_ids.filtered("global")
            self.assertTrue(rules, model.model)

    def test_what_the_groups_of_sales_get(self):
        seller = self.env.ref("sales_team.group_sale_salesman")
        boss = self.env.ref("sales_team.group_sale_manager")
        user, manager, approver, confidant = (
            self.env.ref(f"crm_goal_map.group_{name}")
            for name in ("goal_user", "goal_manager", "goal_approver", "stakeholders")
        )
        self.assertIn(user, seller.all_implied_ids)
        self.assertNotIn(manager, seller.all_implied_ids)
        self.assertIn(manager, boss.all_implied_ids)
        self.assertFalse((approver | confidant) & boss.all_implied_ids)

    def test_readers_change_nothing(self):
        goal = self._goal()
        reader = goal.with_user(self.seller)
        for door in (
            lambda: reader.write({"name": "X"}),
            lambda: reader.action_freeze_baseline(self.year_ago, self.month),
            lambda: reader.action_request_approval(),
            lambda: reader.unlink(),
            lambda: self.map.with_user(self.seller).action_reviewed(),
            lambda: approve(reader),
        ):
            with self.assertRaises(AccessError):
                door()

    def test_another_companys_map_is_not_there(self):
        other = self.env["res.company"].create({"name": "Other"})
        goal = self._goal()
        position = self._position()
        foreigner = new_test_user(
            self.env,
            "foreigner",
            groups="base.group_user,crm_goal_map.group_goal_manager",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        for record in (goal, position, self.map):
            mine = record.with_user(foreigner)
            self.assertFalse(mine.search([("id", "=", record.id)]))
            with self.assertRaises(AccessError):
                mine.read(["display_name"])
        own = self.env["crm.goal.map"].with_user(foreigner).create({"name": "Own"})
        self.assertEqual(own.company_id, other)
        self.assertEqual(len(own.segment_ids), 5)
        self.assertFalse(own.with_user(self.manager).search([("id", "=", own.id)]))
