import base64
import io
from os.path import splitext

from odoo import models

from .ir_module_module import refuse_translations


class BaseLanguageImport(models.TransientModel):
    """An uploaded translation file is written by SQL, past every ``write``."""

    _inherit = "base.language.import"

    def import_lang(self):
        locks = self.env["crm.readiness.lock.mixin"]._readiness_locks()
        if locks:
            for upload in self:
                source = io.BytesIO(base64.b64decode(upload.data))
                file_format = splitext(upload.filename or "")[-1][1:].lower()
                refuse_translations(self.env, source, file_format)
        return super().import_lang()
