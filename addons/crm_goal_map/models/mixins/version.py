from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class CrmGoalVersionMixin(models.AbstractModel):
    """Refuses a save that would overwrite somebody else's newer changes.

    The form sends back the version that it was opened with. A caller that sends no
    version writes without this check.
    """

    _name = "crm.goal.version.mixin"
    _description = "Refuses to Overwrite a Newer Version"

    edited_version = fields.Char(compute="_compute_edited_version", readonly=False)

    @api.depends("write_date")
    def _compute_edited_version(self):
        for record in self:
            record.edited_version = record.write_date and record.write_date.isoformat()

    def write(self, vals):
        vals = dict(vals)
        if version := vals.pop("edited_version", None):
            self._check_version(version)
        return super().write(vals)

    def _check_version(self, version):
        # The second of two saves at the same moment waits here for the first. Then
        # PostgreSQL reports a conflict, and Odoo runs the save again, which finds the
        # new version. lock_for_update() would not wait and would not say why it fails.
        query = SQL(
            "SELECT id FROM %s WHERE id IN %s FOR NO KEY UPDATE",
            SQL.identifier(self._table),
            tuple(self.ids) or (0,),
        )
        self.env.cr.execute(query, log_exceptions=False)
        self.invalidate_recordset(["write_date", "write_uid"])
        for record in self:
            if record.write_date.isoformat() != version:
                message = self.env._(
                    "%(user)s has changed “%(record)s” since you opened it. Your"
                    " changes are still in the form: note them, reload, and enter"
                    " them again.",
                    user=record.write_uid.name,
                    record=record.display_name,
                )
                raise UserError(message)
