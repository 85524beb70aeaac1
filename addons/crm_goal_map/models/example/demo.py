from dateutil.relativedelta import relativedelta

from odoo import api, fields, models

PREFIX = "demo_company"
#: groups that the demo people get from this addon, by name
GROUPS = {
    "approver": ("crm_goal_map.group_goal_approver",),
    "engineer": ("crm_goal_map.group_goal_manager", "crm_goal_map.group_stakeholders"),
    "manager": ("crm_goal_map.group_stakeholders",),
    "keeper": ("crm_goal_map.group_goal_user",),
    "advisor": ("crm_goal_map.group_goal_user",),
}


class CrmGoalDemo(models.AbstractModel):
    """The demo company's half-finished goal map: +20 % everywhere, hardly a reason.

    The business engineer and the sales manager write it with their own rights, in the
    language of the company; the positions are those of the sample map. Nothing in it
    is approved: that would be refused, and the user is to find out why.
    """

    _name = "crm.goal.demo"
    _description = "Demo Goal Map"

    @api.model
    def _load_map(self):
        """Create the map of the demo company, its positions and goals."""
        company = self.env["crm.metric.demo"]._speaking()
        company._check_demo_mode("crm_goal_map")
        if self.env.ref(f"{PREFIX}.goal_map", raise_if_not_found=False):
            return
        company._give_groups(GROUPS)
        demo = self.with_env(company.env)
        goal_map = demo._load_positions(company)
        demo._load_goals(company, goal_map)
        company._name_records([("goal_map", goal_map)])

    def _load_positions(self, company):
        today = fields.Date.today()
        end = today.replace(day=1)
        maps = self.env["crm.goal.map"].with_user(company._user("engineer"))
        return maps._create_example(
            {
                "name": self.env._("New customers and better orders"),
                "owner_id": company._user("manager").id,
                "advisor_id": company._user("advisor").partner_id.id,
                "date_from": today.replace(month=1, day=1),
                "date_to": today.replace(month=12, day=31) + relativedelta(years=1),
                "conditions": self.env._(
                    "Two competitors have merged. No further salespeople this year."
                    " The packaging line is being renewed."
                ),
            },
            {"date": today - relativedelta(weeks=3)},
            {
                "source": "estimated",
                "source_note": self.env._("Workshop with the team leaders"),
                "period_start": end - relativedelta(years=1),
                "period_end": end,
            },
        )

    def _load_goals(self, company, goal_map):
        manager = company._user("manager")
        goal_map = goal_map.with_user(manager)
        goals = goal_map._create_example_goals(
            goal_map._demo_goals(),
            {
                "owner_id": manager.id,
                "target_basis": "relative",
                "target_date": goal_map.date_to,
            },
            goal_map._example_effects(),
        )
        end = fields.Date.today().replace(day=1)
        win = goals.filtered(lambda goal: goal.metric_id.code == "win_rate")
        win.action_freeze_baseline(end - relativedelta(years=1), end)
        self.env["crm.goal.stakeholder"].with_user(manager).create(
            [
                {
                    "goal_id": win.id,
                    "name": self.env._("Field sales, team North"),
                    "influence": "high",
                    "stance_now": "sceptic",
                    "stance_needed": "supporter",
                },
                {
                    "goal_id": win.id,
                    "name": self.env._("Offer desk"),
                    "influence": "medium",
                    "stance_now": "driver",
                },
            ]
        )
