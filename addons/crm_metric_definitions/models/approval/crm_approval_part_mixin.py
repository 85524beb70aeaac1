from odoo import api, models


class CrmApprovalPartMixin(models.AbstractModel):
    """A record that is part of another one's approved substance.

    A change of it is a change of its owners' substance: its author is noted for them.
    """

    _name = "crm.approval.part.mixin"
    _description = "Part of an Approved Content"

    #: the field, or path of fields, that leads to the records whose substance this is
    _approval_owner = ""
    #: a tuple of ``Part``, where ``_approval_parts`` is not overridden
    _approval_table = ()

    def _approval_owners(self):
        return self.mapped(self._approval_owner)

    def _approval_parts(self):
        return self._approval_table

    @api.model_create_multi
    def create(self, vals_list):
        before = self._approval_owners_to_be(vals_list)._approval_contents()
        records = super().create(vals_list)
        records._approval_owners()._approval_track(before)
        return records

    @api.model
    def _approval_owners_to_be(self, vals_list):
        """Return the owners, as far as they exist, of records with these values."""
        first, _dot, rest = self._approval_owner.partition(".")
        if not first:
            return self._approval_owners()
        default = self.default_get([first]).get(first)
        ids = {vals.get(first, default) for vals in vals_list}
        parents = self.env[self._fields[first].comodel_name].browse(
            id_ for id_ in ids if type(id_) is int
        )
        parents = parents.exists()
        return parents.mapped(rest) if rest else parents

    def write(self, vals):
        owners = self._approval_owners()
        before = owners._approval_contents()
        result = super().write(vals)
        (owners | self._approval_owners())._approval_track(before)
        return result

    def unlink(self):
        owners = self._approval_owners()
        before = owners._approval_contents()
        result = super().unlink()
        owners.exists()._approval_track(before)
        return result

    def _update_field_translations(self, field_name, translations, *args, **kwargs):
        owners = self._approval_owners()
        before = owners._approval_contents()
        result = super()._update_field_translations(
            field_name, translations, *args, **kwargs
        )
        owners._approval_track(before)
        return result
