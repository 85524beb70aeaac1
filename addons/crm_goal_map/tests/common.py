from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.fields import Command
from odoo.tests import new_test_user

from odoo.addons.crm_metric_definitions.tests.common import MetricCase, approve


class GoalCase(MetricCase):
    """A map with two segments, people of every kind, and a year of closed deals.

    The win rate of the last twelve closed months is 40 %.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("en_US")
        cls.env = cls.env(context={**cls.env.context, "lang": "en_US"})
        cls.manager = cls._goal_user("manager", "crm_goal_map.group_goal_manager")
        cls.decider = cls._goal_user("decider", "crm_goal_map.group_goal_approver")
        cls.seller = cls._goal_user("seller", "crm_goal_map.group_goal_user")
        cls.confidant = cls._goal_user(
            "confidant",
            "crm_goal_map.group_goal_manager",
            "crm_goal_map.group_stakeholders",
        )
        cls.relationship = cls.env.ref("crm_goal_map.segment_relationship")
        cls.opportunity = cls.env.ref("crm_goal_map.segment_opportunity")
        cls.inbound = cls.env.ref("crm_goal_map.segment_inbound")
        cls.month = fields.Date.today().replace(day=1)
        cls.year_ago = cls.month - relativedelta(years=1)
        for month in range(12):
            day = cls.year_ago + relativedelta(months=month, days=9)
            for number in range(5):
                cls._closed_deal(day, won=number < 2)
        cls.map = cls.env["crm.goal.map"].with_user(cls.manager).create({"name": "M"})

    @classmethod
    def _goal_user(cls, login, *groups):
        names = [*groups, "base.group_user", "sales_team.group_sale_salesman_all_leads"]
        return new_test_user(
            cls.env,
            f"goal_{login}",
            groups=",".join(names),
            name=login.title(),
            lang="en_US",
        )

    @classmethod
    def _closed_deal(cls, day, won):
        """A deal of the seller, entered and closed on one day."""
        stage = cls.env["crm.stage"].search([("is_won", "=", True)], limit=1)
        vals = {"stage_id": stage.id} if won else {"active": False, "probability": 0}
        return cls._lead(
            f"Deal {day}",
            user_id=cls.seller.id,
            create_date=day,
            date_closed=day,
            **vals,
        )

    @classmethod
    def _make_known(cls, metric):
        """Approve the procedure and have it found consistently applied.

        One person produces the data, so the signs in the data decide.
        """
        metric.with_user(cls.author).action_request_approval()
        approve(metric.with_user(cls.approver), "Looked at the steps.")
        check = (
            cls.env["crm.metric.check"]
            .with_user(cls.author)
            .create(
                {
                    "metric_id": metric.id,
                    "date_from": cls.year_ago,
                    "date_to": cls.month,
                }
            )
        )
        check.action_open()
        check.action_close()
        return metric

    @classmethod
    def _goal(cls, **vals):
        return (
            cls.env["crm.goal"]
            .with_user(vals.pop("user", cls.manager))
            .create(
                {
                    "name": "Win more",
                    "map_id": cls.map.id,
                    "segment_id": cls.opportunity.id,
                    "metric_id": cls.win_rate.id,
                    **vals,
                }
            )
        )

    @classmethod
    def _position(cls, segment=None, **vals):
        return (
            cls.env["crm.goal.position"]
            .with_user(cls.manager)
            .create(
                {
                    "map_id": cls.map.id,
                    "segment_id": (segment or cls.opportunity).id,
                    "existence": "weak",
                    **vals,
                }
            )
        )

    @classmethod
    def _quantified_goal(cls, target=0.48, **vals):
        goal = cls._goal(
            target_value=target,
            target_date=cls.month + relativedelta(years=1),
            **vals,
        )
        goal.action_freeze_baseline(cls.year_ago, cls.month)
        return goal

    @classmethod
    def _complete_goal(cls, **vals):
        """A goal with everything that its approval asks for."""
        cls._position()
        supporter = {
            "name": "Inside sales",
            "influence": "high",
            "stance_now": "supporter",
        }
        goal = cls._quantified_goal(
            realism_kind="history",
            realism_evidence="Two of three quarters were at 45 %.",
            change_what="Qualify with the decision maker before an offer.",
            change_why="Offers without one are lost.",
            change_effects="Fewer offers.",
            change_risks="Deals are logged later.",
            change_failure_signs="Fewer offers, same win rate after two quarters.",
            opponents_asked=True,
            opponents_none_reason="Asked all eight in the workshop of March.",
            explanation_ids=[Command.create({"text": "Most offers go to users."})],
            effect_ids=[
                Command.create(
                    {
                        "kind": "weakens",
                        "affected_metric_id": cls.win_rate.id,
                        "why": "Fewer offers are written.",
                    }
                )
            ],
            **vals,
        )
        goal.with_user(cls.confidant).write(
            {"stakeholder_ids": [Command.create(supporter)]}
        )
        return goal

    def _decide(self, record):
        record.with_user(self.manager).action_request_approval()
        approve(record.with_user(self.decider), "Fine.")
