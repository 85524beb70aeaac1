import base64
import io
from os.path import splitext

from odoo import models
from odoo.tools.translate import translation_file_reader


class BaseLanguageImport(models.TransientModel):
    """An uploaded translation file is written by SQL, past every ``write``."""

    _inherit = "base.language.import"

    def import_lang(self):
        locks = self.env["crm.readiness.lock.mixin"]._readiness_locks()
        if locks:
            for upload in self:
                upload._readiness_refuse_file(locks)
        return super().import_lang()

    def _readiness_refuse_file(self, locks):
        for model, res_id in self._readiness_file_records():
            record = self.env[model].browse(res_id).exists()
            record._readiness_refuse(locks)

    def _readiness_file_records(self):
        """Return {(model, id)} of locked models that the file translates."""
        file_format = splitext(self.filename or "")[-1][1:].lower()
        try:
            source = io.BytesIO(base64.b64decode(self.data))
            source.name = self.filename
            rows = list(translation_file_reader(source, fileformat=file_format))
        except Exception:
            return set()  # not readable: Odoo says so itself and writes nothing
        mixin = self.env.registry["crm.readiness.lock.mixin"]
        found = set()
        for row in rows:
            model = row.get("imd_model")
            if model not in self.env or not issubclass(self.env.registry[model], mixin):
                continue
            # as Odoo does: by name only, whatever model the name belongs to
            names = (
                self.env["ir.model.data"]
                .sudo()
                .search(
                    [("module", "=", row["module"]), ("name", "=", row["imd_name"])]
                )
            )
            found |= {(model, res_id) for res_id in names.mapped("res_id")}
        return found
