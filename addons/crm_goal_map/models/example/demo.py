from dateutil.relativedelta import relativedelta

from odoo import Command, api, fields, models

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

    Written by the business engineer and the sales manager with their own rights, in
    the language of the company; the positions are those of the sample map. Nothing in
    it is approved: that would be refused, and the user is to find out why.
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
        engineer = company._user("engineer")
        manager = company._user("manager")
        today = fields.Date.today()
        segments = {s.code: s for s in self.env["crm.goal.segment"].search([])}
        positions = self.env["crm.goal.map"]._sample_positions()
        goal_map = (
            self.env["crm.goal.map"]
            .with_user(engineer)
            .create(
                {
                    "name": self.env._("New customers and better orders"),
                    "owner_id": manager.id,
                    "advisor_id": company._user("advisor").partner_id.id,
                    "date_from": today.replace(month=1, day=1),
                    "date_to": today.replace(month=12, day=31) + relativedelta(years=1),
                    "conditions": self.env._(
                        "Two competitors have merged. No further salespeople this year."
                        " The packaging line is being renewed."
                    ),
                    "segment_ids": [
                        Command.set([segments[code].id for code in positions])
                    ],
                }
            )
        )
        metrics = self._metrics()
        end = today.replace(day=1)
        for code, (existence, finding, values) in positions.items():
            self.env["crm.goal.position"].with_user(engineer).create(
                {
                    "map_id": goal_map.id,
                    "segment_id": segments[code].id,
                    "date": today - relativedelta(weeks=3),
                    "existence": existence,
                    "finding": finding,
                    "value_ids": [
                        Command.create(
                            {
                                "metric_id": metrics[metric].id,
                                **stated,
                                "source": "estimated",
                                "source_note": self.env._(
                                    "Workshop with the team leaders"
                                ),
                                "period_start": end - relativedelta(years=1),
                                "period_end": end,
                            }
                        )
                        for metric, _name, stated in values
                    ],
                }
            )
        return goal_map

    def _metrics(self):
        metrics = self.env["crm.metric.definition"].search([])
        return {metric.code: metric for metric in metrics}

    def _goals(self):
        """The mistake to be found: (goal, segment, metric, change).

        -20 % is as blanket as +20 % where less is better.
        """
        return (
            (
                self.env._("More contacts"),
                "relationship",
                "contacts_per_contact_year",
                0.2,
            ),
            (
                self.env._("Share what we know"),
                "relationship",
                "single_owner_knowledge_rate",
                -0.2,
            ),
            (
                self.env._("More opportunities"),
                "opportunity",
                "new_opportunities_per_salesperson_week",
                0.2,
            ),
            (
                self.env._("Talk to those who decide"),
                "opportunity",
                "decision_maker_rate",
                0.2,
            ),
            (self.env._("Win more"), "opportunity", "win_rate", 0.2),
            (
                self.env._("Earn more on each order"),
                "opportunity",
                "contribution_margin_rate",
                0.2,
            ),
        )

    def _load_goals(self, company, goal_map):
        manager = company._user("manager")
        metrics = self._metrics()
        segments = {s.code: s for s in goal_map.segment_ids}
        end = fields.Date.today().replace(day=1)
        goals = (
            self.env["crm.goal"]
            .with_user(manager)
            .create(
                [
                    {
                        "name": name,
                        "map_id": goal_map.id,
                        "segment_id": segments[segment].id,
                        "metric_id": metrics[metric].id,
                        "owner_id": manager.id,
                        "target_basis": "relative",
                        "target_change": change,
                        "target_date": goal_map.date_to,
                    }
                    for name, segment, metric, change in self._goals()
                ]
            )
        )
        win = goals.filtered(lambda goal: goal.metric_id.code == "win_rate")
        win.action_freeze_baseline(end - relativedelta(years=1), end)
        self._load_reasons(win, manager, goals)

    def _load_reasons(self, goal, manager, goals):
        """One goal has been thought about, and even that one not to its end."""
        as_manager = self.with_user(manager).env
        as_manager["crm.goal.explanation"].create(
            {
                "goal_id": goal.id,
                "text": self.env._(
                    "Most offers go to people who do not decide. They are lost without"
                    " a reason being known."
                ),
            }
        )
        goal.write(
            {
                "change_what": self.env._(
                    "No offer without a talk with the one who decides."
                ),
                "change_why": self.env._(
                    "The price is discussed with people who cannot say yes."
                ),
            }
        )
        as_manager["crm.goal.stakeholder"].create(
            [
                {
                    "goal_id": goal.id,
                    "name": self.env._("Field sales, team North"),
                    "influence": "high",
                    "stance_now": "sceptic",
                    "stance_needed": "supporter",
                },
                {
                    "goal_id": goal.id,
                    "name": self.env._("Offer desk"),
                    "influence": "medium",
                    "stance_now": "driver",
                },
            ]
        )
        deciders = goals.filtered(lambda g: g.metric_id.code == "decision_maker_rate")
        volume = goals.filtered(
            lambda g: g.metric_id.code == "new_opportunities_per_salesperson_week"
        )
        as_manager["crm.goal.effect"].create(
            [
                {
                    "goal_id": deciders.id,
                    "affected_goal_id": goal.id,
                    "kind": "reinforces",
                    "why": self.env._("Who decides can also say yes."),
                },
                {
                    "goal_id": volume.id,
                    "affected_goal_id": goal.id,
                    "kind": "weakens",
                    "why": self.env._(
                        "More opportunities in the same time are prepared worse."
                    ),
                },
            ]
        )
