from odoo import models
from odoo.fields import Domain
from odoo.tools import format_datetime

from odoo.addons.crm_metric_definitions.public import fingerprint
from odoo.addons.crm_readiness.models.gate.context import GateScope


class CrmReadinessProject(models.Model):
    """The evidence as its advisor judges it on the portal."""

    _inherit = "crm.readiness.project"

    def _advised_by_me(self):
        """Return the projects that name the viewer as advisor, with his own rights.

        The one place that decides whose pages these are.
        """
        return self.search(
            [("advisor_id", "=", self.env.user.partner_id.id), ("active", "=", True)]
        )

    def _advisor_page(self):
        """Return what the advisor judges, in his language. No person is in it.

        :return: {"positions", "goals", "metrics": lists of dicts of words, "key":
            changes with any of them, "phases": [(code, name)], "confirmed": says when
            the advisor confirmed last, "owned": whether the viewer owns or owned the
            project}
        """
        self.ensure_one()
        user = self.env.user
        project = self._identity()
        scope = project._evidence_scope()
        last = project._last_confirmation()
        phases = project.env["crm.readiness.phase"].search(Domain.TRUE)
        return {
            "positions": scope.positions._advisor_words(),
            "goals": scope.goals._advisor_words(),
            "metrics": scope.metrics._advisor_words(),
            "key": fingerprint.fingerprint(project._evidence(scope)),
            "phases": [(phase.code, phase.name) for phase in phases],
            "confirmed": last
            and project.env._(
                "Last confirmed on %s.",
                format_datetime(project.env, last.date, tz=user.tz),
            ),
            "owned": user in project.owner_id | project.former_owner_ids,
        }

    def _evidence_key(self):
        """Return what tells one state of the evidence from another."""
        return fingerprint.fingerprint(self._identity()._evidence())

    def _evidence_scope(self):
        segments = self.scope_ids.segment_id
        return GateScope(self, segments, self.env["crm.readiness.phase"])
