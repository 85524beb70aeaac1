from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class CrmGoalVersionMixin(models.AbstractModel):
    """Two people edit the same record: the second one is told, nothing is lost.

    The form sends back the version it was opened with; a save on top of somebody
    else's newer one is refused. Only a check is added: a caller without a version
    writes as ever.
    """

    _name = "crm.goal.version.mixin"
    _description = "Refuses to Overwrite a Newer Version"

    edited_version = fields.Char(compute="_compute_edited_version", readonly=False)

    @api.depends("write_date")
    def _compute_edited_version(self):
        for record in self:
            record.edited_version = record.write_date and record.write_date.isoformat()

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            vals.pop("edited_version", None)
        return super().create(vals_list)

    def write(self, vals):
        if "edited_version" in vals:
            vals = dict(vals)
            self._check_version(vals.pop("edited_version"))
        return super().write(vals)

    def _check_version(self, version):
        # A second one at the same moment waits for the first, then PostgreSQL says
        # that the row is newer; the server begins again and finds the new version.
        # Not lock_for_update(): it does not wait, and its error explains nothing.
        self.env.cr.execute(
            SQL(
                "SELECT id FROM %s WHERE id IN %s FOR NO KEY UPDATE",
                SQL.identifier(self._table),
                tuple(self.ids) or (0,),
            ),
            log_exceptions=False,
        )
        self.invalidate_recordset(["write_date", "write_uid"])
        for record in self:
            if version and record.write_date.isoformat() != version:
                raise UserError(
                    self.env._(
                        "%(user)s has changed “%(record)s” since you opened it. Your"
                        " changes are still in the form: note them, reload, and enter"
                        " them again.",
                        user=record.write_uid.name,
                        record=record.display_name,
                    )
                )
