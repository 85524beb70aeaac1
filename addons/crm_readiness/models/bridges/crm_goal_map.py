from odoo import api, models


class CrmGoalMap(models.Model):
    """A goal map cannot be removed while a project with a closed gate uses it."""

    _inherit = "crm.goal.map"

    def write(self, vals):
        leaving = self
        if vals.get("active", True):
            leaving = self.filtered(
                lambda m: vals.get("company_id", m.company_id.id) != m.company_id.id
            )
        leaving._unlink_except_held()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_held(self):
        projects = self.env["crm.readiness.project"].sudo()
        if self and self.env.registry.ready:
            projects = projects.search([("map_id", "in", self.ids)])
        for project_id in projects._locks():
            raise projects.browse(project_id)._guard_error({"map"})
