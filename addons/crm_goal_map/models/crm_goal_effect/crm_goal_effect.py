from odoo import api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.crm_metric_definitions.public import Part, content, say


def _guard_words(entry):
    """Say [code of the metric, comparator, limit]."""
    code, comparator, limit = entry.value
    if not code:
        return ""
    words = [entry.words.name("metrics", code)]
    if limit is not None:
        field, metrics = entry.model._fields["guard_comparator"], entry.words.metrics
        words.append(field.convert_to_export(comparator or False, entry.model))
        guard = metrics.get(code)
        words.append(
            guard.format_value(limit) if guard else say.digits(entry.env, limit)
        )
    return " ".join(words)


PARTS = (
    Part("kind"),
    Part("goal", "affected_goal_id"),
    Part(
        "metric",
        "affected_metric_id",
        read=lambda effect: effect.affected_metric_id.code or "",
        say=say.metric,
    ),
    Part("why"),
    Part(
        "guard",
        "guard_metric_id",
        read=lambda effect: [
            effect.guard_metric_id.code or "",
            effect.guard_comparator or "",
            effect.guard_limit,
        ],
        say=_guard_words,
    ),
)


class CrmGoalEffect(models.Model):
    """The effect of a goal on another goal or metric, or a guard metric."""

    _name = "crm.goal.effect"
    _description = "Effect"
    _inherit = ["crm.approval.part.mixin"]
    _order = "goal_id, id"
    _check_company_auto = True

    goal_id = fields.Many2one("crm.goal", required=True, index=True, ondelete="cascade")
    map_id = fields.Many2one(related="goal_id.map_id", store=True, index=True)
    company_id = fields.Many2one(related="goal_id.company_id", store=True)
    kind = fields.Selection(
        [("reinforces", "Reinforces"), ("weakens", "Weakens")],
        string="Effect",
        required=True,
        default="reinforces",
    )
    affected_goal_id = fields.Many2one(
        "crm.goal",
        string="Affected goal",
        index="btree_not_null",
        ondelete="cascade",
        check_company=True,
    )
    affected_metric_id = fields.Many2one(
        "crm.metric.definition",
        string="Affected metric",
        ondelete="restrict",
        check_company=True,
    )
    why = fields.Text(required=True)

    @api.depends("kind", "affected_goal_id", "affected_metric_id", "guard_metric_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for effect in self:
            target = effect.affected_goal_id.name or effect.affected_metric_id.name
            kind = self._fields["kind"].convert_to_export(effect.kind, effect)
            guard = self.env._("Guard: %s", effect.guard_metric_id.name or "")
            effect.display_name = f"{kind}: {target}" if target else guard

    @api.constrains(
        "goal_id", "affected_goal_id", "affected_metric_id", "guard_metric_id"
    )
    def _check_something(self):
        for effect in self:
            if not (
                effect.affected_goal_id
                or effect.affected_metric_id
                or effect.guard_metric_id
            ):
                raise ValidationError(
                    self.env._(
                        "Choose the goal or metric that is affected, or a guard."
                    )
                )

    @api.constrains("goal_id", "affected_goal_id")
    def _check_affected_goal(self):
        for effect in self.filtered("affected_goal_id"):
            goal, other = effect.goal_id, effect.affected_goal_id
            if other == goal:
                raise ValidationError(
                    self.env._(
                        "“%s” has no effect on itself: choose another goal.", goal.name
                    )
                )
            if other.map_id != goal.map_id:
                raise ValidationError(
                    self.env._(
                        "An effect stays within one map: “%(goal)s” and “%(other)s” are"
                        " on different maps.",
                        goal=goal.name,
                        other=other.name,
                    )
                )

    @api.constrains("guard_limit", "guard_metric_id", "guard_comparator")
    def _check_guard(self):
        for effect in self:
            if effect.guard_limit is not None and not (
                effect.guard_metric_id and effect.guard_comparator
            ):
                raise ValidationError(
                    self.env._("A guard needs a metric and the side of its limit.")
                )

    def _approval_owners(self):
        return self.goal_id

    def _approval_parts(self):
        return PARTS

    def _goal_content(self):
        """Return what of an effect is substance of its goal."""
        return {"key": str(self.id), **content(self, PARTS)}
