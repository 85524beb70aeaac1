import logging

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from odoo.addons.crm_metric_definitions.public import (
    SYSTEM,
    NullableFloat,
    Part,
    one_by_one,
    say,
    write_system,
)

_logger = logging.getLogger(__name__)


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
    """The effect of a goal on another goal or metric, or a guard metric.

    The limit of a guard metric must hold while the goal is pursued.
    """

    _name = "crm.goal.effect"
    _description = "Effect"
    _inherit = ["crm.system.fields.mixin", "crm.approval.part.mixin"]
    _order = "goal_id, id"
    _check_company_auto = True
    _approval_owner = "goal_id"
    _approval_table = PARTS

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
    guard_metric_id = fields.Many2one(
        "crm.metric.definition",
        string="Guard metric",
        ondelete="restrict",
        check_company=True,
        help="Shows the damage if the goal is reached at the cost of something else.",
    )
    guard_comparator = fields.Selection(
        [(">=", "at least"), ("<=", "at most")], string="Limit type"
    )
    guard_limit = NullableFloat(
        string="Limit",
        digits=(16, 6),
        aggregator=None,
        help="Empty: the guard has no limit, it is only watched.",
    )
    guard_typed = fields.Char(
        string="Limit as people say it",
        compute="_compute_guard_typed",
        inverse="_inverse_guard_typed",
        help="Such as: at least 30 days, at most 5 %.",
    )
    guard_format = fields.Selection(related="guard_metric_id.value_format")
    guard_state = fields.Selection(
        [
            ("none", "No guard"),
            ("not_known", "Not known yet"),
            ("kept", "Kept"),
            ("breached", "Breached"),
        ],
        string="Guard",
        compute="_compute_guard_state",
    )
    guard_display = fields.Char(string="Guard figure", compute="_compute_guard_state")
    guard_period = fields.Char(string="Measured over", compute="_compute_guard_state")
    breached_since = fields.Date(**SYSTEM)
    guard_activity_id = fields.Many2one("mail.activity", ondelete="set null", **SYSTEM)

    @api.depends("guard_limit", "guard_comparator", "guard_metric_id")
    @api.depends_context("lang")
    def _compute_guard_typed(self):
        side = self._fields["guard_comparator"].convert_to_export
        for effect in self:
            limit, metric = effect.guard_limit, effect.guard_metric_id
            effect.guard_typed = limit is not None and (
                f"{side(effect.guard_comparator, effect)} {metric.format_value(limit)}"
            )

    def _inverse_guard_typed(self):
        choices = [name for name, _label in self._fields["guard_comparator"].selection]
        for effect in self.filtered("guard_typed"):
            read = self.env["crm.goal"]._read_figure(
                effect.guard_metric_id, effect.guard_typed, comparators=choices
            )
            vals = {"guard_limit": read["value"]}
            if read["comparator"]:
                vals["guard_comparator"] = read["comparator"]
            effect.write(vals)

    @api.depends("kind", "affected_goal_id", "affected_metric_id", "guard_metric_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for effect in self:
            target = effect.affected_goal_id.name or effect.affected_metric_id.name
            kind = self._fields["kind"].convert_to_export(effect.kind, effect)
            guard = self.env._("Guard: %s", effect.guard_metric_id.name or "")
            effect.display_name = f"{kind}: {target}" if target else guard

    @api.constrains(
        "goal_id",
        "affected_goal_id",
        "affected_metric_id",
        "guard_metric_id",
        "guard_limit",
        "guard_comparator",
    )
    def _check_complete(self):
        for effect in self:
            guard = effect.guard_metric_id
            if not (guard or effect.affected_goal_id or effect.affected_metric_id):
                message = self.env._(
                    "Choose the goal or metric that is affected, or a guard."
                )
                raise ValidationError(message)
            limited = effect.guard_limit is not None
            if limited and not (guard and effect.guard_comparator):
                raise ValidationError(
                    self.env._("A guard with a limit needs a metric and a limit type.")
                )

    @api.constrains("goal_id", "affected_goal_id")
    def _check_affected_goal(self):
        for effect in self.filtered("affected_goal_id"):
            goal, other = effect.goal_id, effect.affected_goal_id
            if other == goal:
                message = self.env._(
                    "“%s” has no effect on itself: choose another goal.", goal.name
                )
                raise ValidationError(message)
            if other.map_id != goal.map_id:
                message = self.env._(
                    "An effect stays within one map: “%(goal)s” and “%(other)s” are"
                    " on different maps.",
                    goal=goal.name,
                    other=other.name,
                )
                raise ValidationError(message)

    # -- the guard ---------------------------------------------------------

    @api.depends(
        "guard_metric_id",
        "guard_metric_id.known_state",
        "guard_comparator",
        "guard_limit",
    )
    @api.depends_context("lang", "company")
    def _compute_guard_state(self):
        for company, effects in self.grouped("company_id").items():
            metrics = effects.guard_metric_id.with_company(company)
            known = metrics.browse(metrics._known_ids()) if metrics else metrics
            points = known._live_points() if known else {}
            for effect in effects:
                metric, limit = effect.guard_metric_id, effect.guard_limit
                point = points.get(metric.id) or {"value": None}
                value = point["value"] if point.get("official") else None
                effect.guard_display = bool(metric) and metric.format_value(value)
                effect.guard_period = value is not None and metric._period_text(
                    point["period_start"], point["period_end"]
                )
                if not metric or limit is None:
                    effect.guard_state = "none"
                elif value is None:
                    effect.guard_state = "not_known"
                else:
                    at_least = effect.guard_comparator == ">="
                    kept = value >= limit if at_least else value <= limit
                    effect.guard_state = "kept" if kept else "breached"

    def write(self, vals):
        alarmed = self.filtered("breached_since")
        metrics = {effect: effect.guard_metric_id for effect in alarmed}
        result = super().write(vals)
        alarmed.filtered(
            lambda effect: (
                effect.guard_limit is None or effect.guard_metric_id != metrics[effect]
            )
        )._guard_close()
        return result

    def unlink(self):
        activities = self._open_alarms()
        result = super().unlink()
        activities.unlink()
        return result

    def _cron_guards(self):
        """Schedule one activity for each breach of a limit.

        A guard gets its next activity only after the figure has kept the limit in
        between. An unknown figure changes nothing.
        """
        watched = Domain("guard_limit", "!=", False)
        watched &= Domain("goal_id.active", "=", True)
        alarmed = ~watched & Domain("breached_since", "!=", False)
        one_by_one(self.search(alarmed), type(self)._guard_close, _logger)
        one_by_one(self.search(watched), type(self)._guard_look, _logger)

    def _guard_look(self):
        if self.guard_state == "breached" and not self.breached_since:
            self._guard_alarm()
        elif self.guard_state == "kept" and self.breached_since:
            self._guard_close()

    def _guard_close(self):
        self._open_alarms().unlink()
        write_system(self, {"breached_since": False})

    def _open_alarms(self):
        """Return the activities that are not done, whoever they are assigned to."""
        return self.sudo().guard_activity_id.filtered("active")

    def _guard_alarm(self):
        owner = self.goal_id._responsible()
        # a cron has no language; the owner reads the activity
        self = self.with_context(lang=owner.lang)
        metric, comparator = self.guard_metric_id, self._fields["guard_comparator"]
        activity = self.goal_id.activity_schedule(
            "crm_goal_map.activity_guard",
            user_id=owner.id,
            summary=self.env._("Guard metric breached: %s", metric.name),
            note=self.env._(
                "%(metric)s is at %(figure)s; it has to stay %(side)s %(limit)s.",
                metric=metric.name,
                figure=self.guard_display,
                side=comparator.convert_to_export(self.guard_comparator, self),
                limit=metric.format_value(self.guard_limit),
            ),
        )
        since = metric.with_company(self.company_id)._today()
        write_system(self, {"breached_since": since, "guard_activity_id": activity.id})
