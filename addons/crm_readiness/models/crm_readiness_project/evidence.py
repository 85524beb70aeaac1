from odoo import fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.crm_metric_definitions.public import (
    append,
    arguments,
    at_version,
    fingerprint,
    seen,
)

from ..gate import GateContext
from .seen import EVIDENCE


class CrmReadinessConfirmation(models.Model):
    """The advisor has seen this evidence. It counts until the evidence changes."""

    _name = "crm.readiness.confirmation"
    _inherit = ["crm.append.only.mixin"]
    _description = "Confirmation of Evidence"
    _order = "id desc"
    _rec_name = "date"

    project_id = fields.Many2one(
        "crm.readiness.project", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="project_id.company_id", store=True)
    user_id = fields.Many2one("res.users", string="By", required=True)
    date = fields.Datetime(required=True, default=fields.Datetime.now)
    comment = fields.Text()
    evidence = fields.Json(
        help="What positions, goals and metrics said at that moment."
    )


class CrmReadinessProject(models.Model):
    """What the advisor confirms: positions, goals and metrics as they are now."""

    _inherit = "crm.readiness.project"

    def action_confirm_evidence(self, comment=None, fingerprint=None):
        """Confirm as the project's advisor what positions, goals and metrics say.

        The confirmation holds as long as they say the same: a change of substance
        ends it, and undoing the change restores it.

        :param fingerprint: of the gate report (of any gate) or of the page that was
            seen; for several projects {id: fingerprint}
        """
        comment = arguments.text(self.env, "comment", comment, optional=True)
        for project in self:
            project._check_confirming_advisor()
            project._check_logged_in()
            project._check_wrote_no_evidence()
        given = seen(self, fingerprint)
        for project in self:
            system = project._as_system()
            context = GateContext(system)
            current = system._evidence_seal(context)
            system._refuse_unseen(given[project.id], current, EVIDENCE)
            append(
                self.env["crm.readiness.confirmation"],
                [
                    {
                        "project_id": project.id,
                        "user_id": self.env.uid,
                        "comment": comment,
                        "evidence": context.evidence,
                    }
                ],
            )
        self.invalidate_recordset(["confirmation_ids"])
        return True

    def _check_confirming_advisor(self):
        """Raise unless the acting user is the advisor, with ``sudo`` or without."""
        self.check_access("read")
        user = self.env.user
        project = self.sudo()
        if user._is_superuser() or user.partner_id != project.advisor_id:
            raise AccessError(
                self.env._(
                    "Only the advisor of “%s” can confirm its evidence.", project.name
                )
            )
        if user in project.owner_id | project.former_owner_ids:
            raise UserError(
                self.env._(
                    "You own or owned “%s”: another person has to confirm.",
                    project.name,
                )
            )

    def _check_wrote_no_evidence(self):
        """Raise if the acting user has written what he confirms."""
        user = self.env.user
        context = GateContext(self._as_system())
        own = []
        for records in (context.goals, context.metrics):
            written = context.env["crm.approval"].search(
                [
                    ("res_model", "=", records._name),
                    ("res_id", "in", records.ids),
                    ("event", "in", ("change", "request")),
                    ("user_id", "=", user.id),
                ]
            )
            own += records.browse(written.mapped("res_id"))
        for position in context.positions:
            parts = (position, *position.value_ids)
            if any(user in part.create_uid | part.write_uid for part in parts):
                own.append(position)
        if own:
            raise UserError(
                self.env._(
                    "You have written “%s” yourself: another person has to confirm.",
                    own[0].display_name,
                )
            )

    def _evidence(self, context=None, version=None):
        """Return {"model,id": content} of positions, goals and metrics in scope.

        :param version: of the contents, today's if None; it stands under "version"
        """
        self.ensure_one()
        context = context or GateContext(self)
        version = version or context.goals._approval_version
        evidence = {
            f"{position._name},{position.id}": position._map_content()
            for position in at_version(context.positions, version)
        }
        for records in (context.goals, context.metrics):
            for id_, content in records._approval_contents(version).items():
                evidence[f"{records._name},{id_}"] = content
        return {"version": version, **evidence}

    def _last_confirmation(self):
        """Return the newest confirmation by the person who is the advisor today."""
        return self.confirmation_ids.filtered(
            lambda c: c.user_id.partner_id == self.advisor_id
        )[:1]

    def _changed_since(self, confirmation, context):
        """Return the records whose substance is not what was confirmed, as a list.

        Each counts by itself, in whatever segment: a change in one must not hide that
        of another. Of a goal that is gone its segment is named.
        """
        confirmed = confirmation.evidence or {}
        evidence, version = context.evidence, confirmed.get("version", 1)
        if version != evidence["version"]:
            evidence = self._evidence(context, version)
        changed = [
            record
            for records in (context.goals, context.metrics, context.positions)
            for record in records
            if (key := f"{record._name},{record.id}") not in confirmed
            # a language added later changes nothing
            or not fingerprint.same(evidence[key], confirmed[key])
        ]
        gone = {
            content.get("segment_id")
            for key, content in confirmed.items()
            if key.startswith(f"{context.goals._name},") and key not in evidence
        }
        return changed + [s for s in context.segments if s.code in gone]
