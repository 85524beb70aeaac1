from odoo import models
from odoo.exceptions import UserError

from odoo.addons.crm_metric_definitions.public import seal

CRITERION = "criterion"
#: models whose records are evidence
EVIDENCE = ("crm.goal.position", "crm.goal", "crm.metric.definition")


class CrmReadinessProject(models.Model):
    """Who decides or confirms gives back the seal of what he has seen."""

    _inherit = "crm.readiness.project"

    def _evidence_seal(self, context):
        """Return the seal of what positions, goals and metrics in scope say."""
        return seal.seal(context.evidence)

    def _gate_seal(self, gate):
        """Return the seal of what a gate is decided on.

        These are its evidence and scope, the state of each criterion, the waivers that
        count and the last decision. It is the same for all readers.
        """
        context = gate.context
        parts = dict(context.evidence)
        for finding in gate.findings:
            failing = [] if finding.details_group else finding.failures
            parts[f"{CRITERION},{finding.code}"] = [
                finding.level,
                finding.state,
                sorted((failure.model, failure.id) for failure in failing),
            ]
        for records in (context.segments, context.waivers._running()):
            for record in records:
                parts[f"{record._name},{record.id}"] = True
        decision = self.decision_ids.filtered(lambda d: d.phase_id == context.phase)[:1]
        parts[f"{decision._name},{context.phase.id}"] = [
            decision.id,
            decision.condition_ids.mapped("state"),
        ]
        return seal.seal(parts)

    def _refuse_unseen(self, given, current, models=None):
        """Raise UserError with what has changed since a seal was given out.

        :param models: compare only records of these models; None: everything
        """
        if given == current:
            return
        keys = seal.differing(given, current)
        if models:
            keys = [key for key in keys if key.partition(",")[0] in models]
            if not keys:
                return
        # criteria come last: they follow from what stands before them
        keys.sort(key=lambda key: key.startswith(CRITERION))
        names = list(dict.fromkeys(filter(None, map(self._name_of_part, keys))))
        raise UserError(
            self.env._(
                "“%(project)s” was changed since you opened it: %(parts)s. Open it"
                " again and decide on what you see.",
                project=self.name,
                parts=", ".join(names[:10]) or self.env._("something else is shown"),
            )
        )

    def _name_of_part(self, key):
        """Return the name of a part of a seal: the goal “Win more”."""
        kind, _comma, name = key.partition(",")
        if kind == CRITERION:
            criteria = self.env["crm.readiness.criterion"].search([("code", "=", name)])
            return self._quoted(criteria, criteria[:1].name or name)
        if kind == "crm.readiness.decision":
            return self.env._("a decision on this gate")
        if kind in self.env and name.isdigit():
            record = self.env[kind].browse(int(name)).exists()
            return self._quoted(self.env[kind], record.display_name or f"#{name}")
        return ""

    def _quoted(self, model, name):
        kind = self.env["ir.model"]._get(model._name).name
        return self.env._("%(kind)s “%(name)s”", kind=kind, name=name)
