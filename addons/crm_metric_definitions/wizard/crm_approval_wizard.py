from markupsafe import Markup

from odoo import api, fields, models

CLOSE = {"type": "ir.actions.act_window_close"}


class CrmApprovalWizard(models.TransientModel):
    """The dialog in which approval is requested or decided, with a comment."""

    _name = "crm.approval.wizard"
    _description = "Request or Decide an Approval"

    res_model = fields.Char(required=True)
    res_ids = fields.Json(required=True)
    requesting = fields.Boolean()
    approver_id = fields.Many2one(
        "res.users",
        string="Who shall decide",
        domain="[('id', 'in', candidate_ids)]",
        help="Gets one activity; if nobody is chosen, each who can decide gets one."
        " Nobody who has changed or requested it can decide.",
    )
    candidate_ids = fields.Many2many("res.users", compute="_compute_candidates")
    comment = fields.Text()
    may_compare = fields.Boolean(compute="_compute_may_compare")
    is_comparable = fields.Boolean(
        string="Comparable with the approval before",
        help="Procedure and formula are the same. If the figures can be compared, the"
        " check and the frozen baselines of the approval before hold for this one.",
    )
    comparable = fields.Text(string="Why it is comparable")
    summary = fields.Html(compute="_compute_summary")
    fingerprints = fields.Json(
        compute="_compute_fingerprints",
        store=True,
        readonly=False,
        help="{record id: fingerprint} of what the dialog has shown.",
    )

    @api.depends("res_model", "res_ids", "requesting")
    def _compute_may_compare(self):
        for wizard in self:
            records = not wizard.requesting and wizard._records()
            wizard.may_compare = bool(records) and len(records) == len(
                records._approval_comparable(records._approval_contents())
            )

    @api.depends("res_model", "res_ids")
    def _compute_candidates(self):
        for wizard in self:
            records = wizard._records()
            group = self.env.ref(records._approval_group).sudo()
            candidates = group.all_user_ids.sudo(False) - self.env.user
            for deciders in records._approval_deciders().values():
                candidates &= deciders
            wizard.candidate_ids = candidates

    @api.depends("res_model", "res_ids")
    def _compute_fingerprints(self):
        for wizard in self:
            records = wizard._records()
            wizard.fingerprints = {r.id: r.content_fingerprint for r in records}

    @api.depends("res_model", "res_ids", "requesting")
    @api.depends_context("lang")
    def _compute_summary(self):
        """Say of each record what is decided upon, after what has changed in it."""
        for wizard in self:
            wizard.summary = Markup().join(
                Markup("<h4>%s</h4>%s%s")
                % (
                    record.display_name,
                    wizard._changes_html(record),
                    record._approval_content_html(),
                )
                for record in wizard._records()
                if not wizard.requesting
            )

    def _changes_html(self, record):
        changes = record._approval_changes_html()
        title = self.env._("Changed since the last approval:")
        return changes and Markup("<p>%s</p>%s") % (title, changes)

    def _records(self):
        model = self.env.get(self.res_model or "crm.metric.definition")
        if not hasattr(model, "_approval_content"):
            return self.env["crm.metric.definition"]
        ids = self.res_ids if isinstance(self.res_ids, list) else []
        records = model.browse(id_ for id_ in ids if isinstance(id_, int))
        return records.exists()._filtered_access("read")

    def action_request(self):
        self._records().action_request_approval(self.comment, self.approver_id.id)
        return CLOSE

    def action_approve(self):
        reason = (self.comparable or "") if self.is_comparable else None
        self._records().action_approve(self.comment, self.fingerprints, reason)
        return CLOSE

    def action_reject(self):
        self._records().action_reject(self.comment, self.fingerprints)
        return CLOSE


class CrmApprovalMixin(models.AbstractModel):
    _inherit = "crm.approval.mixin"

    def action_open_request_wizard(self):
        """Open the dialog in which an approver is chosen and a comment given."""
        for record in self:
            record._approval_raise_problems()
        action = self.action_open_approval_wizard()
        action["context"]["default_requesting"] = True
        return {**action, "name": self.env._("Request approval")}

    def action_open_approval_wizard(self):
        """Open the dialog in which a comment is given."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_metric_definitions.crm_approval_wizard_action"
        )
        records = {"default_res_model": self._name, "default_res_ids": self.ids}
        return {**action, "context": {**self.env.context, **records}}
