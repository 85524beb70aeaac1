from odoo import models
from odoo.fields import Domain
from odoo.tools import format_datetime

from odoo.addons.crm_readiness.public import GateContext


class CrmReadinessProject(models.Model):
    """The evidence as its advisor judges it on the portal."""

    _inherit = "crm.readiness.project"

    def _advised_by_me(self):
        """Return the projects that name the viewer as advisor, with his own rights.

        The portal shows no other projects.
        """
        return self.search(
            [("advisor_id", "=", self.env.user.partner_id.id), ("active", "=", True)]
        )

    def _advisor_page(self):
        """Return what the advisor judges, in his language and without names of persons.

        :return: {"positions", "goals", "metrics": lists of dicts of words, "key":
            changes with any of them, "phases": [(code, name)], "confirmed": when the
            advisor confirmed last, or False, "owned": whether the viewer owns or owned
            the project}
        """
        self.ensure_one()
        user = self.env.user
        project = self._as_system()
        context = GateContext(project)
        last = project._last_confirmation()
        phases = project.env["crm.readiness.phase"].search(Domain.TRUE)
        return {
            "positions": project._position_words(context.positions),
            "goals": project._goal_words(context.goals),
            "metrics": context.metrics._advisor_words(),
            "key": project._evidence_seal(context),
            "phases": [(phase.code, phase.name) for phase in phases],
            "confirmed": bool(last)
            and format_datetime(project.env, last.date, user.tz),
            "owned": user in project.owner_id | project.former_owner_ids,
        }

    def _position_words(self, positions):
        """Return what the goal map says of these positions."""
        positions = positions.sorted(lambda p: (p.segment_id.sequence, p.id))
        segments = [self.map_id._segment_data(p.segment_id, p) for p in positions]
        return [{**s["position"], "segment": s["name"]} for s in segments]

    def _goal_words(self, goals):
        """Return what the goal map says of these goals, without owner and figures."""
        names = ("name", "baseline", "target", "target_date", "change", "approval")
        words = []
        for goal in goals:
            data = self.map_id._goal_data(goal, in_conflict=False)
            words.append(
                {
                    **{name: data[name] for name in names},
                    "segment": goal.segment_id.name,
                    "metric": goal.metric_id.name or "",
                    "approved": goal.is_approved,
                }
            )
        return words

    def _evidence_key(self):
        """Return a text that changes whenever the evidence does."""
        project = self._as_system()
        return project._evidence_seal(GateContext(project))
