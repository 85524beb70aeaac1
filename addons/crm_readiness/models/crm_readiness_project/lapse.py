from odoo import api, fields, models
from odoo.fields import Command
from odoo.tools import plaintext2html

from ...lib.gate import newest


class CrmReadinessProject(models.Model):
    """Telling the owner, once, that a gate has closed by itself.

    Reading a gate writes nothing; the cron looks, remembers and tells.
    """

    _inherit = "crm.readiness.project"

    @api.model
    def _cron_notify_lapses(self):
        """Compare every decided gate with today and tell each lapse once."""
        projects = self.search([("decision_ids", "!=", False)])
        left = len(projects)
        for project in projects:
            project._notice_lapses()
            left -= 1
            if not self.env["ir.cron"]._commit_progress(1, remaining=left):
                break

    def _notice_lapses(self):
        self.ensure_one()
        for phase in self.decision_ids.phase_id:
            gate = self._identity()._gate(phase.code)
            known = self.lapse_ids.filtered(
                lambda lapse, phase=phase: (
                    lapse.phase_id == phase and not lapse.date_end
                )
            )
            # segments that somebody let pass and that are closed today
            lapsed = gate.scope.segments.filtered(
                lambda s, gate=gate: (
                    (d := newest(gate.decisions, s.id))
                    and d.kind_passes
                    and s.id not in gate.open_segments
                )
            )
            told = known.segment_ids
            if lapsed - told:
                self._tell_lapse(phase, lapsed - told)
            if known and not lapsed:
                known.sudo().date_end = fields.Datetime.now()
                known.flush_recordset()  # before the next lapse takes its place
            elif known and told - lapsed:
                known.sudo().segment_ids &= lapsed  # told again if it lapses again

    def _tell_lapse(self, phase, segments):
        # in the words of who reads it
        project = self.with_context(lang=self.owner_id.lang)._identity()
        gate = project._gate(phase.code)
        lapsed = gate.scope.segments.browse(segments.ids)
        reasons = "\n".join(project._missing(gate, lapsed))
        self._remember_lapse(phase, segments, reasons)
        self.sudo().activity_schedule(
            "mail.mail_activity_data_todo",
            summary=project.env._("The gate “%s” has closed", gate.scope.phase.name),
            note=plaintext2html(reasons),
            user_id=self.owner_id.id,
        )

    def _remember_lapse(self, phase, segments, reasons):
        """One running lapse for each gate; another segment joins it."""
        running = self.lapse_ids.sudo().filtered(
            lambda lapse: lapse.phase_id == phase and not lapse.date_end
        )
        if not running:
            running = running.create({"project_id": self.id, "phase_id": phase.id})
        lines = [running.reasons, *reasons.splitlines()]
        running.write(
            {
                "segment_ids": [Command.link(segment.id) for segment in segments],
                # several segments may miss the same
                "reasons": "\n".join(
                    dict.fromkeys("\n".join(filter(None, lines)).splitlines())
                ),
            }
        )
