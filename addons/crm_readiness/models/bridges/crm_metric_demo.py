from dateutil.relativedelta import relativedelta

from odoo import Command, api, fields, models

#: groups that the demo people get from this addon, by name
GROUPS = {
    "keeper": "crm_readiness.group_gate_keeper",
    "advisor": "crm_readiness.group_readiness_advisor",
    "engineer": "crm_readiness.group_readiness_user",
    "approver": "crm_readiness.group_readiness_user",
}


class CrmMetricDemo(models.AbstractModel):
    """The demo company's CRM project, stuck before its gate.

    The gate “position” has passed, “measurement” is on hold, and the sales manager has
    asked for a waiver that nobody has granted. The demo users make these records
    themselves, in the language of their company.
    """

    _inherit = "crm.metric.demo"

    @api.model
    def _load_project(self):
        """Create the CRM project of the demo company and what was decided in it."""
        if self._missing("crm_readiness", "project"):
            demo = self._speaking()
            demo._give_groups(GROUPS)
            project = demo._create_project()
            project.action_lock()
            demo._plan_deliverables(project)
            demo._decide(project.with_user(self._user("keeper")))
            demo._ask_for_waiver(project)
            self._name_records(project=project)

    def _create_project(self):
        goal_map = self._demo("goal_map")
        teams = ("team_north", "team_centre", "team_south")
        manager = self._user("manager")
        projects = self.env["crm.readiness.project"].with_user(manager)
        return projects.create(
            {
                "name": self.env._("CRM for better orders"),
                "map_id": goal_map.id,
                "owner_id": manager.id,
                "advisor_id": self._user("advisor").partner_id.id,
                "scope_ids": [
                    Command.create({"segment_id": segment.id})
                    for segment in goal_map.segment_ids
                ],
                "team_ids": [Command.link(self._demo(team).id) for team in teams],
            }
        )

    def _plan_deliverables(self, project):
        goals = project.map_id.goal_ids.filtered(
            lambda goal: goal.metric_id.code in ("win_rate", "decision_maker_rate")
        )
        item = project.env["crm.readiness.deliverable"]
        names = {
            "tactic": self.env._("No offer without a talk with the one who decides"),
            "process": self.env._("Release of offers"),
            "configuration": self.env._("Stage “Decision maker known”"),
        }
        for kind, name in names.items():
            item = item.create(
                {
                    "name": name,
                    "project_id": project.id,
                    "kind": kind,
                    "goal_ids": goals.ids if kind == "tactic" else [],
                    "based_on_ids": item.ids,
                }
            )

    def _decide(self, project):
        minutes = self.env._(
            "All five segments have a position. Three of them do not exist: that is"
            " a position, too."
        )
        self._decide_gate(project, "position", "go", minutes)
        minutes = self.env._(
            "Only the win rate is known. Before we talk about goals, everybody counts a"
            " new opportunity in the same way, and finance says which costs are in"
            " contribution margin III."
        )
        self._decide_gate(project, "measurement", "hold", minutes)

    def _decide_gate(self, project, phase_code, kind, minutes):
        seen = project.gate_report(phase_code)["fingerprint"]
        project.decide(phase_code, kind, minutes, fingerprint=seen)

    def _ask_for_waiver(self, project):
        criterion = self.env.ref("crm_readiness.criterion_metrics_known")
        waiver = project.waiver_ids.create(
            {
                "project_id": project.id,
                "criterion_id": criterion.id,
                "reason": self.env._(
                    "The trade fair is in six weeks, and everybody waits for the new"
                    " pipeline."
                ),
                "expiry": fields.Datetime.now() + relativedelta(months=2),
            }
        )
        waiver.action_request_approval()
