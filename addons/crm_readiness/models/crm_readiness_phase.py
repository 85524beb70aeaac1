from odoo import api, fields, models, tools
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..lib.lock import GUARDING

# the code of this addon finds its phases by these codes
SHIPPED_CODES = frozenset(
    {"position", "measurement", "goals", "tactics", "processes", "software", "live"}
)


class CrmReadinessPhase(models.Model):
    """A phase of a CRM project. Its gate asks for all criteria up to it."""

    _name = "crm.readiness.phase"
    _inherit = ["crm.shared.mixin", "crm.readiness.lock.mixin"]
    _description = "CRM Project Phase"
    _order = "sequence, id"

    # only wording: the order and the code decide what a gate asks for
    _readiness_free_fields = frozenset({"name", "description"})

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    description = fields.Text(translate=True)

    _code_uniq = models.Constraint("UNIQUE (code)", "Each phase has its own code.")

    def _readiness_reach(self):
        return dict.fromkeys(self, GUARDING)

    @api.model
    @tools.ormcache()
    def _ids_by_code(self):
        """Return {code: id}; used at every change of locked configuration."""
        return {phase.code: phase.id for phase in self.sudo().search(Domain.TRUE)}

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        if "code" in vals:
            self._refuse_shipped(kept_code=vals["code"])
            self.env.registry.clear_cache()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_shipped(self):
        self._refuse_shipped()

    def _refuse_shipped(self, kept_code=None):
        for phase in self.sudo():
            if phase.code in SHIPPED_CODES - {kept_code}:
                raise UserError(
                    self.env._(
                        "The phase “%s” keeps its code and cannot be deleted: its gate"
                        " is found by the code.",
                        phase.name,
                    )
                )

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()
