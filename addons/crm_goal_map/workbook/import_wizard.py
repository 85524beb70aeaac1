import base64

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from odoo.addons.crm_metric_definitions.public import arguments

from ..lib.workbook.read import BadWorkbook, read
from . import rows
from .messages import sentence
from .plan import Plan

MOST = 10


class CrmGoalWorkbookImport(models.TransientModel):
    """Reads an edited workbook back, by the same writes that the forms make.

    First the wizard shows what would change; then all of it is written, or nothing.
    """

    _name = "crm.goal.workbook.import"
    _description = "Import a Goal Map's Workbook"

    map_id = fields.Many2one("crm.goal.map", string="Goal map", required=True)
    file = fields.Binary(string="Workbook", attachment=False)
    filename = fields.Char()
    leave_stale = fields.Boolean(
        string="Leave out rows that have changed in Odoo since the download",
        help="Rows that changed in Odoo since the download keep Odoo's version.",
    )
    checked = fields.Boolean()
    line_ids = fields.One2many("crm.goal.workbook.line", "wizard_id", string="Found")
    change_count = fields.Integer(compute="_compute_counts")
    blocking_count = fields.Integer(compute="_compute_counts")
    stale_count = fields.Integer(string="Changed", compute="_compute_counts")

    @api.depends("line_ids.kind", "leave_stale")
    def _compute_counts(self):
        for wizard in self:
            kinds = wizard.line_ids.mapped("kind")
            wizard.change_count = kinds.count("change")
            wizard.stale_count = kinds.count("stale")
            wizard.blocking_count = kinds.count("error")
            if not wizard.leave_stale:
                wizard.blocking_count += wizard.stale_count

    @api.onchange("file")
    def _onchange_file(self):
        self.checked = False
        self.line_ids = [Command.clear()]

    def action_check(self):
        """Show what the workbook would change, and what prevents it.

        The changes are written and rolled back, so that every rule and access right
        is checked.
        """
        arguments.one(self)
        plan = self._plan()
        with self.env.cr.savepoint() as savepoint:
            refusals = self._write(plan.changes)
            savepoint.rollback()
        refused_cells = {refusal["address"] for refusal in refusals}
        changes = [
            change.line
            for change in plan.changes
            if change.line["address"] not in refused_cells
        ]
        lines = map(Command.create, [*plan.remarks, *refusals, *changes])
        self.write({"checked": True, "line_ids": [Command.clear(), *lines]})
        return {**self.map_id.action_read_workbook(), "res_id": self.id}

    def action_apply(self):
        """Make all changes of the workbook, or none.

        :raise UserError: names the cells that cannot be written
        """
        arguments.one(self)
        plan = self._plan()
        refusals = plan.blocking(self.leave_stale) or self._write(plan.changes)
        if refusals:
            # the whole request is rolled back
            lines = [f"{row['address']}: {row['message']}" for row in refusals[:MOST]]
            if len(refusals) > MOST:
                lines.append(self.env._("… and %s more.", len(refusals) - MOST))
            raise UserError("\n".join([self.env._("Nothing was changed."), *lines]))
        if not plan.changes:
            raise UserError(self.env._("The workbook changes nothing."))
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("%s cells were imported.", len(plan.changes)),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _plan(self):
        self.map_id.check_access("write")
        try:
            if not self.file:
                raise BadWorkbook("none")
            needed = {
                sheet: [*parts, *rows.NAMES[sheet]]
                for sheet, parts in rows.parts(self.env).items()
            }
            book = read(base64.b64decode(self.file), needed)
            same_map = book.meta.get("map_key") == self.map_id._workbook_key()
            uuid = self.map_id._workbook_database()
            if book.meta.get("database") != uuid and not same_map:
                raise BadWorkbook("database")
            if book.meta.get("map_id") != str(self.map_id.id):
                other = book.meta.get("map_name") or "?"
                raise BadWorkbook("map", other=other, this=self.map_id.name)
        except BadWorkbook as error:
            raise UserError(sentence(self.env, error.code, **error.details)) from error
        except ValueError as error:
            raise UserError(sentence(self.env, "not_xlsx")) from error
        return Plan(self.map_id, book)

    def _write(self, changes):
        """Write each record with all of its cells; return a line for each refusal."""
        refusals = []
        by_record = {}
        for change in changes:
            by_record.setdefault(change.record, []).append(change)
        for record, cells in by_record.items():
            vals = {}
            for change in cells:
                vals.update(change.vals)
            try:
                with self.env.cr.savepoint():
                    record.with_context(active_test=True).write(vals)
            except UserError as error:
                refusal = {"kind": "error", "message": str(error)}
                refusals += [
                    {**refusal, "address": change.line["address"]} for change in cells
                ]
        return refusals


class CrmGoalWorkbookLine(models.TransientModel):
    """One change that a workbook would make, or one reason against importing it."""

    _name = "crm.goal.workbook.line"
    _description = "Finding in a Workbook"

    wizard_id = fields.Many2one(
        "crm.goal.workbook.import", required=True, index=True, ondelete="cascade"
    )
    kind = fields.Selection(
        [
            ("error", "Error"),
            ("stale", "Changed meanwhile"),
            ("kept", "Odoo's version stays"),
            ("unread", "Not read"),
            ("change", "Change"),
        ],
        required=True,
    )
    address = fields.Char(string="Cell", required=True)
    name = fields.Char(string="Of")
    what = fields.Char(string="Changed field")
    old = fields.Text(string="In Odoo")
    new = fields.Text(string="In the workbook")
    message = fields.Text(string="Remark")
    summary = fields.Text(string="What", compute="_compute_summary")

    @api.depends("kind", "what", "old", "new", "message")
    def _compute_summary(self):
        for line in self:
            line.summary = line.message
            if line.kind == "change":
                line.summary = f"{line.what}: {line.old} → {line.new}"
