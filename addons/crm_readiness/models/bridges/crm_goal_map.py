from odoo import api, models


class CrmGoalMap(models.Model):
    """A goal map stays while a project with a closed gate uses it."""

    _inherit = "crm.goal.map"

    def write(self, vals):
        if ("active" in vals and not vals["active"]) or "company_id" in vals:
            self._refuse_if_held(vals)
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_held(self):
        self._refuse_if_held({})

    def _refuse_if_held(self, vals):
        if not self.env.registry.ready:
            return
        projects = self.env["crm.readiness.project"].sudo()
        moved = self.filtered(
            lambda m: (
                "company_id" not in vals
                or m.company_id.id != vals["company_id"]
                or not vals.get("active", True)
            )
        )
        locks = projects.search([("map_id", "in", moved.ids)])._locks()
        for project_id in locks:
            raise projects.browse(project_id)._guard_error({"map"})
