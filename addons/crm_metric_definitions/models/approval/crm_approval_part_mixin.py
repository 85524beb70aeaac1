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
        records = super().create(vals_list)
        records._approval_owners()._approval_track()
        return records

    def write(self, vals):
        owners = self._approval_owners()
        result = super().write(vals)
        (owners | self._approval_owners())._approval_track()
        return result

    def unlink(self):
        owners = self._approval_owners()
        result = super().unlink()
        owners.exists()._approval_track()
        return result

    def _update_field_translations(self, field_name, translations, *args, **kwargs):
        result = super()._update_field_translations(
            field_name, translations, *args, **kwargs
        )
        self._approval_owners()._approval_track()
        return result
