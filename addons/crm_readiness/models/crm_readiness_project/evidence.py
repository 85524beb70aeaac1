from odoo import models
from odoo.exceptions import AccessError, UserError

from odoo.addons.crm_metric_definitions.public import append, fingerprint

from ..gate.context import GateScope


class CrmReadinessProject(models.Model):
    """What the advisor confirms: positions, goals and metrics as they are now."""

    _inherit = "crm.readiness.project"

    def action_confirm_evidence(self, comment=None):
        """Confirm as the project's advisor what positions, goals and metrics say now.

        Holds as long as they say the same: a change of substance ends it, undoing
        the change restores it.
        """
        for project in self:
            project._check_confirming_advisor()
            append(
                self.env["crm.readiness.confirmation"],
                [
                    {
                        "project_id": project.id,
                        "user_id": self.env.uid,
                        "comment": comment,
                        "evidence": project._identity()._evidence(),
                    }
                ],
            )
        self.invalidate_recordset(["confirmation_ids"])
        return True

    def _check_confirming_advisor(self):
        """Raise unless the acting user is the advisor. ``sudo`` changes nothing."""
        self.check_access("read")
        user = self.env.user
        project = self.sudo()
        if user._is_superuser() or user.partner_id != project.advisor_id:
            raise AccessError(
                self.env._(
                    "The evidence of “%s” is confirmed by its advisor.", project.name
                )
            )
        if user in project.owner_id | project.former_owner_ids:
            raise UserError(
                self.env._(
                    "You own or owned “%s”: another person has to confirm.",
                    project.name,
                )
            )

    def _evidence(self, scope=None):
        """Return {"model,id": content} of what lies in the scope."""
        self.ensure_one()
        segments = self.scope_ids.segment_id
        scope = scope or GateScope(self, segments, self.env["crm.readiness.phase"])
        evidence = {
            f"{position._name},{position.id}": position._map_content()
            for position in scope.positions
        }
        for records in (scope.goals, scope.metrics):
            contents = records._approval_contents()
            evidence.update(
                {f"{records._name},{id_}": c for id_, c in contents.items()}
            )
        return evidence

    def _last_confirmation(self):
        """The newest confirmation by who is the advisor today."""
        return self.confirmation_ids.filtered(
            lambda c: c.user_id.partner_id == self.advisor_id
        )[:1]

    def _changed_since(self, confirmation, scope):
        """Return records whose substance is not what was confirmed, of one model.

        Goals first, then metrics, then positions.
        """
        confirmed = confirmation.evidence or {}
        evidence = self._evidence(scope)
        for records in (scope.goals, scope.metrics, scope.positions):
            changed = records.filtered(
                lambda r: (
                    (key := f"{r._name},{r.id}") not in confirmed
                    # a language added later changes nothing
                    or not fingerprint.same(evidence[key], confirmed[key])
                )
            )
            if changed:
                return changed
        return scope.goals.browse()
