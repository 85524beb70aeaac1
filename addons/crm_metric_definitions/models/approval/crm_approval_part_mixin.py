from odoo import api, models


class CrmApprovalPartMixin(models.AbstractModel):
    """A record that is part of another one's approved substance.

    Whoever changes it has changed the substance of its owners, and is named so.
    """

    _name = "crm.approval.part.mixin"
    _description = "Part of an Approved Content"

    def _approval_owners(self):
        """Return the records (of one approval model) whose substance this is."""
        raise NotImplementedError

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
