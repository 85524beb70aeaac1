from dateutil.relativedelta import relativedelta

from odoo import Command, api, fields, models

PREFIX = "demo_company"
#: groups that the demo people get from this addon, by name
GROUPS = {
    "keeper": ("crm_readiness.group_gate_keeper",),
    "advisor": ("crm_readiness.group_readiness_advisor",),
    "engineer": ("crm_readiness.group_readiness_user",),
    "approver": ("crm_readiness.group_readiness_user",),
}


class CrmReadinessDemo(models.AbstractModel):
    """The demo company's CRM project, stuck before its gate.

    The position was passed, the measurement put on hold; the sales manager asks for a
    waiver that nobody has granted. All of it by the demo people themselves, in the
    language of their company.
    """

    _name = "crm.readiness.demo"
    _description = "Demo CRM Project"

    @api.model
    def _load_project(self):
        """Create the CRM project of the demo company and what was decided in it."""
        company = self.env["crm.metric.demo"]._speaking()
        company._check_demo_mode("crm_readiness")
        if self.env.ref(f"{PREFIX}.project", raise_if_not_found=False):
            return
        company._give_groups(GROUPS)
        manager = company._user("manager")
        as_manager = self.with_env(company.env).with_user(manager)
        project = as_manager._create_project(company)
        as_manager._plan_deliverables(project)
        keeper = project.with_user(company._user("keeper"))
        keeper.decide(
            "position",
            "go",
            minutes=company.env._(
                "All five segments have a position. Three of them do not exist: that is"
                " one, too."
            ),
        )
        keeper.decide(
            "measurement",
            "hold",
            minutes=company.env._(
                "Only the win rate is known. Before we talk about goals, everybody"
                " counts a new opportunity in the same way, and finance says which"
                " costs are in contribution margin III."
            ),
        )
        as_manager._ask_for_waiver(project)
        company._name_records([("project", project)])

    def _create_project(self, company):
        goal_map = self.env.ref(f"{PREFIX}.goal_map")
        return self.env["crm.readiness.project"].create(
            {
                "name": self.env._("CRM for better orders"),
                "map_id": goal_map.id,
                "owner_id": self.env.uid,
                "advisor_id": company._user("advisor").partner_id.id,
                "scope_ids": [
                    Command.create({"segment_id": segment.id})
                    for segment in goal_map.segment_ids
                ],
                "team_ids": [
                    Command.link(self.env.ref(f"{PREFIX}.team_{key}").id)
                    for key in ("north", "centre", "south")
                ],
            }
        )

    def _plan_deliverables(self, project):
        goals = project.map_id.goal_ids.filtered(
            lambda goal: goal.metric_id.code in ("win_rate", "decision_maker_rate")
        )
        item = self.env["crm.readiness.deliverable"]
        for kind, name in (
            ("tactic", self.env._("No offer without a talk with the one who decides")),
            ("process", self.env._("Release of offers")),
            ("configuration", self.env._("Stage “Decision maker known”")),
        ):
            item = item.create(
                {
                    "name": name,
                    "project_id": project.id,
                    "kind": kind,
                    "goal_ids": goals.ids if kind == "tactic" else [],
                    "based_on_ids": item.ids,
                }
            )

    def _ask_for_waiver(self, project):
        waiver = self.env["crm.readiness.waiver"].create(
            {
                "project_id": project.id,
                "criterion_id": self.env.ref(
                    "crm_readiness.criterion_metrics_known"
                ).id,
                "reason": self.env._(
                    "The trade fair is in six weeks, and everybody waits for the new"
                    " pipeline."
                ),
                "expiry": fields.Datetime.now() + relativedelta(months=2),
            }
        )
        waiver.action_request_approval()
