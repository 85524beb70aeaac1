import base64
import binascii

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..lib.workbook import read as workbook_read
from . import messages as workbook_messages
from .plan import Planner
from .rows import read_columns

SHOWN = 10


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
        string="Leave out what changed in Odoo meanwhile",
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
        self.ensure_one()
        plan = self._plan()
        refusals = self._try(plan.changes)
        refused = {place for place, _message in refusals}
        lines = [
            {
                "kind": remark.kind,
                "place": remark.place,
                "name": remark.name,
                "message": remark.message,
            }
            for remark in plan.remarks
        ]
        lines += [
            {"kind": "error", "place": place, "message": message}
            for place, message in refusals
        ]
        lines += [
            {
                "kind": "change",
                "place": change.place,
                "name": change.record.display_name,
                "what": change.label,
                "old": change.old,
                "new": change.new,
            }
            for change in plan.changes
            if change.place not in refused
        ]
        self.write(
            {
                "checked": True,
                "line_ids": [Command.clear(), *map(Command.create, lines)],
            }
        )
        return self._reopen()

    def action_apply(self):
        """Make all changes of the workbook, or none.

        :raise UserError: names the cells that cannot be written
        """
        self.ensure_one()
        plan = self._plan()
        blocking = plan.blocking(self.leave_stale)
        refusals = [(remark.place, remark.message) for remark in blocking]
        if not refusals:
            refusals = self._write(plan.changes)
        if refusals:
            # the whole request is rolled back
            raise UserError(self._refusal(refusals))
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

    def _reopen(self):
        return {**self.map_id.action_read_workbook(), "res_id": self.id}

    def _refusal(self, refusals):
        lines = [f"{place}: {message}" for place, message in refusals[:SHOWN]]
        if len(refusals) > SHOWN:
            lines.append(self.env._("… and %s more.", len(refusals) - SHOWN))
        return "\n".join([self.env._("Nothing was changed."), *lines])

    def _plan(self):
        self.map_id.check_access("write")
        try:
            book = workbook_read.read(self._content(), read_columns(self.env))
        except workbook_read.BadWorkbook as error:
            raise UserError(workbook_messages.of_workbook(self.env, error)) from error
        self._check_map(book.meta)
        return Planner(self.map_id, book).make()

    def _content(self):
        if not self.file:
            raise UserError(self.env._("Choose a workbook first."))
        try:
            return base64.b64decode(self.file)
        except (binascii.Error, ValueError) as error:
            message = self.env._("This is not an Excel workbook (.xlsx).")
            raise UserError(message) from error

    def _check_map(self, meta):
        if meta.get("database") != self.map_id._workbook_database():
            raise UserError(
                self.env._("This workbook was downloaded from another Odoo database.")
            )
        if meta.get("map_id") != str(self.map_id.id):
            raise UserError(
                self.env._(
                    "This is the workbook of the map “%(other)s”, not of “%(this)s”.",
                    other=meta.get("map_name") or "?",
                    this=self.map_id.name,
                )
            )

    # -- writing -----------------------------------------------------------

    def _try(self, changes):
        """Make the changes and roll them back; return [(place, why not)]."""
        refusals = []
        try:
            with self.env.cr.savepoint():
                refusals = self._write(changes)
                raise _TakeBack
        except _TakeBack:
            return refusals

    def _write(self, changes):
        """Write each record with all of its cells; return [(place, why not)]."""
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
                refusals += [(change.place, str(error)) for change in cells]
        return refusals


class _TakeBack(Exception):
    """Rolls a trial back."""
