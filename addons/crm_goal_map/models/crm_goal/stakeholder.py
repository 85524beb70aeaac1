from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.crm_metric_definitions.public import SYSTEM, write_system

STANCES = [
    ("opponent", "Opponent"),
    ("sceptic", "Sceptic"),
    ("neutral", "Neutral"),
    ("supporter", "Supporter"),
    ("driver", "Driver"),
]
INFLUENCES = [("low", "Low"), ("medium", "Medium"), ("high", "High")]


class CrmGoalStakeholder(models.Model):
    """Who supports or opposes a goal: personal data that only one group reads."""

    _name = "crm.goal.stakeholder"
    _description = "Stakeholder"
    _inherit = ["crm.system.fields.mixin"]
    _order = "goal_id, influence_rank desc, id"

    goal_id = fields.Many2one("crm.goal", required=True, index=True, ondelete="cascade")
    map_id = fields.Many2one(related="goal_id.map_id", store=True, index=True)
    company_id = fields.Many2one(related="goal_id.company_id")
    partner_id = fields.Many2one(
        "res.partner", string="Person", index="btree_not_null", ondelete="set null"
    )
    name = fields.Char(string="Group", help="A group of people, e.g. “Field service”.")
    influence = fields.Selection(INFLUENCES, required=True, default="medium")
    influence_rank = fields.Integer(
        compute="_compute_influence_rank", store=True, **SYSTEM
    )
    stance_now = fields.Selection(
        STANCES, string="Stance now", required=True, group_expand=True
    )
    stance_needed = fields.Selection(STANCES, string="Stance needed")
    action = fields.Text(string="Action to get there")
    is_supporter = fields.Boolean(compute="_compute_stance")
    is_opponent = fields.Boolean(compute="_compute_stance")
    needs_action = fields.Boolean(compute="_compute_stance")
    anonymised = fields.Boolean(**SYSTEM)

    @api.depends("influence")
    def _compute_influence_rank(self):
        ranks = {"low": 1, "medium": 2, "high": 3}
        for row in self:
            row.influence_rank = ranks.get(row.influence, 0)

    @api.depends("stance_now", "influence", "action")
    def _compute_stance(self):
        for row in self:
            row.is_supporter = row.stance_now in ("supporter", "driver")
            row.is_opponent = row.stance_now in ("opponent", "sceptic")
            row.needs_action = (
                row.is_opponent
                and row.influence == "high"
                and not (row.action or "").strip()
            )

    @api.depends("partner_id", "name")
    def _compute_display_name(self):
        for row in self:
            row.display_name = row.partner_id.name or row.name or ""

    @api.constrains("goal_id", "partner_id", "name")
    def _check_named(self):
        for row in self:
            if not row.partner_id and not (row.name or "").strip():
                raise ValidationError(self.env._("Name a person or a group."))

    def action_anonymise(self):
        """Remove name, person and action; keep influence and stance."""
        self.check_access("write")
        for row in self:
            name = self.env._("Person %s", row.id)
            row.write({"partner_id": False, "name": name, "action": False})
        write_system(self, {"anonymised": True})
        return True
