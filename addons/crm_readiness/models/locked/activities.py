from odoo import models

from ...lib.lock import EVERYWHERE, Reach


class MailActivityPlan(models.Model):
    _name = "mail.activity.plan"
    _inherit = ["crm.readiness.lock.mixin", "mail.activity.plan"]

    _readiness_all_records = False

    def _readiness_reach(self):
        """Plans for leads act in their company; other plans stay free."""
        return {
            plan: Reach(company_id=plan.company_id._origin.id or None)
            for plan in self
            if plan.res_model == "crm.lead"
        }


class MailActivityPlanTemplate(models.Model):
    _name = "mail.activity.plan.template"
    _inherit = ["crm.readiness.lock.mixin", "mail.activity.plan.template"]

    _readiness_all_records = False

    def _readiness_reach(self):
        plans = self.plan_id._origin._readiness_reach()
        return {
            template: plans[template.plan_id._origin]
            for template in self
            if template.plan_id._origin in plans
        }


class MailActivityType(models.Model):
    """Activity types for leads are locked. Types for every model stay free."""

    _name = "mail.activity.type"
    _inherit = ["crm.readiness.lock.mixin", "mail.activity.type"]

    _readiness_all_records = False

    def _readiness_reach(self):
        return {kind: EVERYWHERE for kind in self if kind.res_model == "crm.lead"}

    def write(self, vals):
        if "previous_type_ids" in vals:
            # writing this field changes `suggested_next_type_ids` of the types it names
            before = self.previous_type_ids
            after = self.new({"previous_type_ids": vals["previous_type_ids"]})
            named = after.previous_type_ids._origin | before
            named._readiness_refuse()
        return super().write(vals)

    def unlink(self):
        # deleting the type changes `suggested_next_type_ids` of these types
        self.previous_type_ids._readiness_refuse()
        return super().unlink()


class MailTemplate(models.Model):
    """Deleting a mail template would change the activity types that offer it."""

    _inherit = "mail.template"

    def unlink(self):
        types = self.env["mail.activity.type"].sudo().with_context(active_test=False)
        types.search([("mail_template_ids", "in", self.ids)])._readiness_refuse()
        return super().unlink()
