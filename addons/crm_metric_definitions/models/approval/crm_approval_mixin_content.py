from odoo import models
from odoo.tools import SQL

from ...lib import fingerprint

TEXT = "__text__"


class CrmApprovalMixin(models.AbstractModel):
    """What an approval is bound to: the substance of a record as plain data."""

    _inherit = "crm.approval.mixin"

    def _approval_text(self, field_name):
        """Stand for a translatable text; all of them are read in one query later."""
        self.ensure_one()
        return {TEXT: [self._name, self.id, field_name]}

    def _approval_contents(self):
        """Return {id: content} with every text as {language: text}."""
        # neither language nor company nor active_test of the viewer may matter
        clean = self.with_env(self.env(su=True, context={"active_test": False}))
        raw = {record.id: record._approval_content() for record in clean}
        wanted = {}
        for content in raw.values():
            _collect_texts(content, wanted)
        stored = {}
        for model, (names, ids) in wanted.items():
            stored |= self._approval_stored_texts(model, sorted(names), ids)
        return {id_: _fill_texts(content, stored) for id_, content in raw.items()}

    def _approval_stored_texts(self, model_name, names, ids):
        """Return {(model, field, id): {language: text}}: one query per model."""
        model = self.env[model_name]
        model.flush_model(names)
        columns = [SQL.identifier(name) for name in names]
        rows = self.env.execute_query(
            SQL(
                "SELECT id, %s FROM %s WHERE id IN %s",
                SQL(", ").join(columns),
                SQL.identifier(model._table),
                tuple(ids),
            )
        )
        found = {}
        for id_, *texts in rows:
            for name, text in zip(names, texts, strict=True):
                if text and not model._fields[name].translate:
                    text = {"en_US": text}
                found[model_name, name, id_] = text or {}
        return found

    def _approval_fingerprints(self):
        """Return {id: fingerprint of today's substance}.

        It is the fingerprint of the approval, or else of the newest row, that was
        written for this substance: a language added since then is no change.
        """
        contents = self._approval_contents()
        newest = self._approval_newest()
        prints = {}
        for id_, (state, approval) in self._approval_standing(contents).items():
            row = approval.sudo() if state == "approved" else newest.get(id_)
            unchanged = row and fingerprint.is_of(row, contents[id_])
            prints[id_] = (
                row.fingerprint if unchanged else fingerprint.fingerprint(contents[id_])
            )
        return prints


def _collect_texts(value, wanted):
    if isinstance(value, dict):
        if TEXT in value:
            model, id_, field_name = value[TEXT]
            names, ids = wanted.setdefault(model, (set(), set()))
            names.add(field_name)
            ids.add(id_)
            return
        value = list(value.values())
    if isinstance(value, list | tuple):
        for item in value:
            _collect_texts(item, wanted)


def _fill_texts(value, stored):
    if isinstance(value, dict):
        if TEXT in value:
            model, id_, field_name = value[TEXT]
            return {fingerprint.LANG: stored.get((model, field_name, id_)) or {}}
        return {key: _fill_texts(item, stored) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_fill_texts(item, stored) for item in value]
    return value
