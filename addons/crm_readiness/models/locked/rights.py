"""Who may do what with records of the CRM, what they hold, and how they begin."""

from odoo import models

from ...lib.lock import EVERYWHERE, Reach


class IrRule(models.Model):
    """Record rules of CRM models are locked."""

    _name = "ir.rule"
    _inherit = ["crm.readiness.lock.mixin", "ir.rule"]

    _readiness_all_records = False

    def _readiness_reach(self):
        return of_crm(self, "model_id")


class IrModelAccess(models.Model):
    """Access rights of CRM models are locked."""

    _name = "ir.model.access"
    _inherit = ["crm.readiness.lock.mixin", "ir.model.access"]

    _readiness_all_records = False

    def _readiness_reach(self):
        return of_crm(self, "model_id")


class IrModelFields(models.Model):
    """Fields of CRM models are locked: a new required one stops salespeople."""

    _name = "ir.model.fields"
    _inherit = ["crm.readiness.lock.mixin", "ir.model.fields"]

    _readiness_all_records = False

    def _readiness_reach(self):
        return of_crm(self, "model_id")


class IrModelFieldsSelection(models.Model):
    """The choices of such a field are locked with it."""

    _name = "ir.model.fields.selection"
    _inherit = ["crm.readiness.lock.mixin", "ir.model.fields.selection"]

    _readiness_all_records = False

    def _readiness_reach(self):
        return of_crm(self, "field_id.model_id")


class IrDefault(models.Model):
    """Defaults of CRM models are locked, unless they are one user's own."""

    _name = "ir.default"
    _inherit = ["crm.readiness.lock.mixin", "ir.default"]

    _readiness_all_records = False

    def _readiness_reach(self):
        defaults = self.filtered(lambda default: not default.user_id)
        return {
            default: Reach(company_id=default.company_id._origin.id or None)
            for default in of_crm(defaults, "field_id.model_id")
        }


def of_crm(records, path):
    """Return {record: reach} of those that are about a model of the CRM.

    :param path: from a record to its `ir.model`
    """
    is_crm = records.env["crm.readiness.lock.mixin"]._readiness_is_crm
    return {
        record: EVERYWHERE
        for record in records
        if is_crm(record.mapped(path)._origin.model or "")
    }
