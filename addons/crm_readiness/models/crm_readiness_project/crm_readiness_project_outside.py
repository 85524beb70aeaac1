from odoo import models


class CrmReadinessProject(models.Model):
    """What an advisor who is no employee sees of a gate."""

    _inherit = "crm.readiness.project"

    def _outside_view(self, report, gate):
        """Return a gate report without what is nobody's business outside.

        The advisor judges the positions, goals and metrics in scope: only these are
        named. What was said at a decision, and why something is waived, stays inside.
        """
        scope = gate.scope
        evidence = {
            (record._name, record.id)
            for records in (scope.positions, scope.goals, scope.metrics)
            for record in records
        }
        shown = {
            criterion["code"]: [
                record
                for record in criterion["records"]
                if (record["model"], record["id"]) in evidence
            ]
            for criterion in report["criteria"]
        }
        project = scope.project
        return {
            **report,
            "criteria": [
                {**criterion, "records": shown[criterion["code"]]}
                for criterion in report["criteria"]
            ],
            "decision": report["decision"]
            and {**report["decision"], "by": "", "minutes": "", "conditions": []},
            "waivers": [
                {**waiver, "name": "", "reason": ""} for waiver in report["waivers"]
            ],
            "missing": [
                project._missing_sentence(
                    finding, [record["name"] for record in shown[finding.code]]
                )
                for finding in gate.blocking()
            ],
        }
