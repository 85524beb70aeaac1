from odoo import fields, models

from odoo.addons.crm_metric_definitions.public import SYSTEM

#: in the context while the sample is loaded; no caller from outside can pass it
LOADING = object()


class CrmGoalSampleMixin(models.AbstractModel):
    """A record that came with the sample map, or did not; that never changes."""

    _name = "crm.goal.sample.mixin"
    _description = "Record of the Sample or of Somebody"
    _inherit = ["crm.system.fields.mixin"]

    is_sample = fields.Boolean(
        string="Sample",
        default=lambda self: self.env.context.get("crm_goal_sample") is LOADING,
        **SYSTEM,
    )
