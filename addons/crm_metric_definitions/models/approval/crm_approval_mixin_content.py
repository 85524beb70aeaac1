from odoo import models
from odoo.tools import SQL

from ...lib import fingerprint
from .parts import content, translated_fields


class CrmApprovalMixin(models.AbstractModel):
    """What an approval is bound to: the substance of a record as plain data."""

    _inherit = "crm.approval.mixin"

    def _approval_content(self, texts=None):
        """Return the substance of one record, see ``_approval_parts``.

        :param texts: {(record id, field name): {language: text}}
        """
        self.ensure_one()
        return content(self, self._approval_parts(), texts)

    def _approval_contents(self):
        """Return {id: content} with every translated text as {language: text}."""
        # neither language nor company nor active_test of the viewer may matter
        clean = self.with_env(self.env(su=True, context={"active_test": False}))
        texts = clean._approval_texts()
        return {record.id: record._approval_content(texts) for record in clean}

    def _approval_texts(self):
        """Return {(record id, field name): {language: text}}: one query for all."""
        names = translated_fields(self._approval_parts())
        if not names or not self.ids:
            return {}
        self.flush_model(names)
        rows = self.env.execute_query(
            SQL(
                "SELECT id, %s FROM %s WHERE id IN %s",
                SQL(", ").join(SQL.identifier(name) for name in names),
                SQL.identifier(self._table),
                tuple(self.ids),
            )
        )
        return {
            (id_, name): text
            for id_, *texts in rows
            for name, text in zip(names, texts, strict=True)
        }

    def _approval_fingerprints(self):
        """Return {id: fingerprint of today's substance}.

        While an approval holds, it is that of what was approved: a language added
        since then is no change.
        """
        contents = self._approval_contents()
        return {
            id_: (
                approval.sudo().fingerprint
                if state == "approved"
                else fingerprint.fingerprint(contents[id_])
            )
            for id_, (state, approval) in self._approval_standing(contents).items()
        }
