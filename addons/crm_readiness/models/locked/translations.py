import base64
import io
from os.path import splitext

from odoo import api, models
from odoo.modules import Manifest
from odoo.tools.translate import translation_file_reader


def refuse_translations(env, source, file_format):
    """Raise `GateClosed` if a translation file would change a held record.

    Odoo writes such files by SQL. Models that guard their translations have a method
    ``_readiness_refuse_translation``.
    """
    source.name = f"translations.{file_format}"
    try:
        rows = list(translation_file_reader(source, fileformat=file_format))
    except Exception:
        return  # Odoo tells the user that the file is unreadable, and writes nothing
    ids_by_field = {}
    for row in rows:
        model = row.get("imd_model")
        if not (row.get("value") and row.get("src")):
            continue  # Odoo does not write this row
        if not hasattr(env.get(model), "_readiness_refuse_translation"):
            continue
        # Odoo looks the name up without its model, so the lock does the same
        domain = [("module", "=", row["module"]), ("name", "=", row["imd_name"])]
        names = env["ir.model.data"].sudo().search(domain)
        key = model, row["name"].partition(",")[2]
        ids_by_field.setdefault(key, set()).update(names.mapped("res_id"))
    for (model, field_name), ids in ids_by_field.items():
        records = env[model].browse(sorted(ids)).exists()
        records._readiness_refuse_translation(field_name)


class IrModuleModule(models.Model):
    """Uploaded data modules bring translations that Odoo writes by SQL."""

    _inherit = "ir.module.module"

    @api.model
    def _load_module_terms(self, modules, langs, overwrite=False):
        locks = self.env["crm.readiness.lock.mixin"]._readiness_locks()
        if locks:
            for source in self._readiness_uploaded_files(modules):
                refuse_translations(self.env, source, "po")
        return super()._load_module_terms(modules, langs, overwrite=overwrite)

    @api.model
    def _readiness_uploaded_files(self, modules):
        """Return the translation files of modules that are only in the database."""
        uploaded = [
            module
            for module in modules
            if not Manifest.for_addon(module, display_warning=False)
        ]
        attachments = self.env["ir.attachment"].sudo()
        return [
            io.BytesIO(attachment.raw)
            for module in uploaded
            for attachment in attachments.search(
                [("type", "=", "binary"), ("url", "=like", f"/{module}/i18n/%.po")]
            )
            if attachment.raw
        ]


class BaseLanguageImport(models.TransientModel):
    """Odoo writes an uploaded translation file by SQL and calls no ``write``."""

    _inherit = "base.language.import"

    def import_lang(self):
        locks = self.env["crm.readiness.lock.mixin"]._readiness_locks()
        if locks:
            for upload in self:
                source = io.BytesIO(base64.b64decode(upload.data))
                file_format = splitext(upload.filename or "")[-1][1:].lower()
                refuse_translations(self.env, source, file_format)
        return super().import_lang()
