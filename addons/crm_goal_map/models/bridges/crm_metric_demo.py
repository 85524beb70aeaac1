from dateutil.relativedelta import relativedelta

from odoo import api, fields, models

from ..crm_goal_map.example import GOALS

#: groups that the demo people get from this addon, by name
GROUPS = {
    "approver": "crm_goal_map.group_goal_approver",
    "engineer": "crm_goal_map.group_goal_manager crm_goal_map.group_stakeholders",
    "manager": "crm_goal_map.group_stakeholders",
    "keeper": "crm_goal_map.group_goal_user",
    "advisor": "crm_goal_map.group_goal_user",
}


class CrmMetricDemo(models.AbstractModel):
    """The demo company's unfinished goal map: +20 % for all goals, few reasons.

    The business engineer and the sales manager write it with their own rights, in the
    language of the company; the positions are those of the sample map. Nothing in it is
    approved: an approval would be refused, and the user is to find out why.
    """

    _inherit = "crm.metric.demo"

    @api.model
    def _load_map(self):
        """Create the map of the demo company, its positions and goals."""
        if self._missing("crm_goal_map", "goal_map"):
            demo = self._speaking()
            demo._give_groups(GROUPS)
            goal_map = demo._load_positions()
            demo._load_goals(goal_map.with_user(self._user("manager")))
            self._name_records(goal_map=goal_map)

    def _load_positions(self):
        today = fields.Date.today()
        end = today.replace(day=1)
        maps = self.env["crm.goal.map"].with_user(self._user("engineer"))
        return maps._create_example(
            {
                "name": self.env._("New customers and better orders"),
                "owner_id": self._user("manager").id,
                "advisor_id": self._user("advisor").partner_id.id,
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

    def _load_goals(self, goal_map):
        """Let each goal change by 20 %: the mistake that is to be found.

        -20 % is as blanket as +20 % where less is better.
        """
        less = "single_owner_knowledge_rate"
        goals = goal_map._create_example_goals(
            {
                code: {**goal, "target_change": -0.2 if code == less else 0.2}
                for code, goal in GOALS.items()
            },
            {
                "owner_id": goal_map.env.uid,
                "target_basis": "relative",
                "target_date": goal_map.date_to,
            },
        )
        end = fields.Date.today().replace(day=1)
        win = goals.filtered(lambda goal: goal.metric_id.code == "win_rate")
        win.action_freeze_baseline(end - relativedelta(years=1), end)
        # what was said of the one metric that is known can be compared
        values = goal_map.position_ids.value_ids
        values.filtered(lambda v: v.metric_id == win.metric_id).action_take_live()
        win.stakeholder_ids.create(
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
