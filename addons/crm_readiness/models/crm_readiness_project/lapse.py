import logging

from odoo import api, fields, models
from odoo.tools import plaintext2html

from odoo.addons.crm_metric_definitions.public import one_by_one

from ...lib.gate import newest

_logger = logging.getLogger(__name__)


class CrmReadinessLapse(models.Model):
    """A gate that was open has closed by itself. The owner is told once."""

    _name = "crm.readiness.lapse"
    _description = "Lapsed Gate"
    _order = "id desc"
    _rec_name = "phase_id"

    project_id = fields.Many2one(
        "crm.readiness.project", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="project_id.company_id", store=True)
    phase_id = fields.Many2one(
        "crm.readiness.phase", required=True, index=True, ondelete="restrict"
    )
    date = fields.Datetime(string="Noticed on", default=fields.Datetime.now)
    segment_ids = fields.Many2many(
        "crm.goal.segment",
        "crm_readiness_lapse_segment_rel",
        string="Process segments",
        help="The segments of the gate that it is about: each is told once.",
    )
    reasons = fields.Text()
    # set when every segment passes again, or nobody has let it pass any more
    date_end = fields.Datetime(string="Ended on")

    _open_uniq = models.UniqueIndex(
        "(project_id, phase_id) WHERE date_end IS NULL",
        "This lapse is already known.",
    )


class CrmReadinessProject(models.Model):
    """A scheduled action tells the owner once that a gate has closed by itself.

    Reading a gate cannot do that, because it writes nothing.
    """

    _inherit = "crm.readiness.project"

    @api.model
    def _cron_notify_lapses(self):
        """Evaluate every gate that was decided, and tell each lapse once."""
        projects = self.search([("decision_ids", "!=", False)])
        if not projects:
            return
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(projects))
        # all of them, whatever time it takes: the next run would begin with the same
        one_by_one(
            projects,
            type(self)._notice_lapses,
            _logger,
            after=lambda: cron._commit_progress(1),
        )

    def _notice_lapses(self):
        self.ensure_one()
        # the reasons are written in the language of the owner
        project = self.with_context(lang=self.owner_id.lang)._as_system()
        for phase in project.decision_ids.phase_id:
            gate = project._gate(phase.code)
            running = project.lapse_ids.filtered(
                lambda lapse, phase=phase: (
                    lapse.phase_id == phase and not lapse.date_end
                )
            )
            # a gate keeper has let these segments pass, but today their gate is closed
            lapsed = gate.context.segments.filtered(
                lambda s, gate=gate: (
                    (d := newest(gate.decisions, s.id))
                    and d.kind_passes
                    and s.id not in gate.open_segments
                )
            )
            announced = running.segment_ids
            if lapsed - announced:
                self._tell_lapse(gate, running, lapsed - announced)
            if running and not lapsed:
                running.date_end = fields.Datetime.now()
                running.flush_recordset()  # before the next lapse takes its place
            elif announced - lapsed:
                # the owner is told again if these segments lapse again
                running.segment_ids &= lapsed

    def _tell_lapse(self, gate, running, segments):
        """Add segments to the running lapse, or start one, and tell the owner."""
        project, phase = gate.context.project, gate.context.phase
        reasons = project._missing(gate, segments)
        running = running or running.create(
            {"project_id": project.id, "phase_id": phase.id}
        )
        # several segments may have the same reason
        lines = dict.fromkeys([*(running.reasons or "").splitlines(), *reasons])
        running.segment_ids += segments
        running.reasons = "\n".join(lines)
        self.sudo().activity_schedule(
            "mail.mail_activity_data_todo",
            summary=project.env._("The gate “%s” has closed", phase.name),
            note=plaintext2html("\n".join(reasons)),
            user_id=self.owner_id.id,
        )
