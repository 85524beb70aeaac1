from odoo import api, models
from odoo.exceptions import AccessError, UserError


class CrmSharedMixin(models.AbstractModel):
    """A record of one company, or of all of them where its company is empty.

    What all companies share is created, changed, approved, archived, taken by one of
    them and deleted only by people with access to every company. A model without
    ``company_id`` is shared as a whole. Whoever may not act for all companies creates
    and copies for the company that he acts in.
    """

    _name = "crm.shared.mixin"
    _description = "Record Shared by Companies"

    #: fields that somebody of one company may change on a shared record, too
    _shared_free_fields = frozenset()

    def _shared(self):
        if "company_id" not in self._fields:
            return self
        return self.filtered(lambda record: not record.sudo().company_id)

    @api.model
    def _companies_out_of_reach(self, user=None):
        """Return the companies that a user (the acting one if None) may not enter."""
        companies = self.env["res.company"].sudo().search([])
        return companies - (user or self.env.user).sudo().company_ids

    @api.model
    def _default_shared_company(self):
        """Return no company for whoever may act for all, else the acting one."""
        if self.env.su or not self._companies_out_of_reach():
            return self.env["res.company"]
        return self.env.company

    def _check_shared(self):
        """Raise AccessError for shared records, unless the user may act for all."""
        shared = self.browse() if self.env.su else self._shared()
        others = shared and self._companies_out_of_reach()
        if others:
            raise AccessError(
                self.env._(
                    "“%(name)s” is shared by all companies, and you may not act for"
                    " %(others)s. Copy it for your company.",
                    name=shared[0].display_name,
                    others=", ".join(others.mapped("name")),
                )
            )

    @api.model_create_multi
    def create(self, vals_list):
        records = super().create(vals_list)
        records._check_shared()
        return records

    def write(self, vals):
        guarded = not vals.keys() <= self._shared_free_fields
        if guarded:
            self._check_shared()
        result = super().write(vals)
        if guarded:
            self._check_shared()
        return result

    def unlink(self):
        self._check_shared()
        return super().unlink()

    def _update_field_translations(self, field_name, translations, *args, **kwargs):
        self._check_shared()
        return super()._update_field_translations(
            field_name, translations, *args, **kwargs
        )

    def copy_data(self, default=None):
        vals_list = super().copy_data(default)
        company = self._default_shared_company()
        if company and "company_id" in self._fields:
            for vals in vals_list:
                vals["company_id"] = vals.get("company_id") or company.id
        return vals_list


class ResCompany(models.Model):
    _inherit = "res.company"

    @api.ondelete(at_uninstall=False)
    def _unlink_except_with_own_definitions(self):
        """Its metrics would become everybody's, or their history would be lost."""
        for name in self.env.registry.descendants(["crm.shared.mixin"], "_inherit"):
            model = self.env[name].sudo().with_context(active_test=False)
            if model._abstract or "company_id" not in model._fields:
                continue
            own = model.search([("company_id", "in", self.ids)], limit=1)
            if own:
                raise UserError(
                    self.env._(
                        "“%(company)s” has its own “%(record)s” (%(kind)s), which would"
                        " become everybody's: archive the company instead.",
                        company=own.company_id.name,
                        record=own.display_name,
                        kind=model._description,
                    )
                )
