from odoo import api, fields, models
from odoo.fields import Domain

from odoo.addons.crm_metric_definitions.fields import NullableFloat

# an alarm ends when one of these fields changes
ALARMED_ABOUT = {"guard_limit", "guard_metric_id"}


class CrmGoalEffect(models.Model):
    """A guard metric with a limit that must hold while the goal is pursued."""

    _inherit = "crm.goal.effect"

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
    breached_since = fields.Date(readonly=True, copy=False)
    guard_activity_id = fields.Many2one(
        "mail.activity", readonly=True, copy=False, ondelete="set null"
    )

    @api.depends("guard_metric_id", "guard_comparator", "guard_limit")
    @api.depends_context("lang", "company")
    def _compute_guard_state(self):
        for company, effects in self.grouped("company_id").items():
            metrics = effects.guard_metric_id.with_company(company)
            points = metrics.latest_points() if metrics else {}
            for effect in effects:
                metric = effect.guard_metric_id
                series = points.get(metric.id) or [{"value": None}]
                value = series[-1]["value"]
                effect.guard_state = effect._guard_verdict(value)
                effect.guard_display = bool(metric) and metric.format_value(value)

    def _guard_verdict(self, value):
        if not self.guard_metric_id or self.guard_limit is None:
            return "none"
        if value is None:
            return "not_known"
        low, high = value, self.guard_limit
        if self.guard_comparator == ">=":
            low, high = high, low
        return "kept" if low <= high else "breached"

    def write(self, vals):
        alarmed = self.browse()
        if ALARMED_ABOUT & set(vals):
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

        The next one follows only after the figure has kept the limit again. A figure
        that is not known changes nothing.
        """
        watched = Domain("guard_limit", "!=", False)
        watched &= Domain("goal_id.active", "=", True)
        self.search(~watched & Domain("breached_since", "!=", False))._guard_close()
        for effect in self.search(watched):
            if effect.guard_state == "breached" and not effect.breached_since:
                effect._guard_alarm()
            elif effect.guard_state == "kept" and effect.breached_since:
                effect._guard_close()

    def _guard_close(self):
        if self:
            self._open_alarms().unlink()
            self.write({"breached_since": False})

    def _open_alarms(self):
        """Return the activities that are not done, whoever they are assigned to."""
        return self.sudo().guard_activity_id.filtered("active")

    def _guard_alarm(self):
        owner = self.goal_id._responsible()
        # a cron has no language; the owner reads the activity
        self = self.with_context(lang=owner.lang)
        goal = self.goal_id
        self.breached_since = fields.Date.context_today(self)
        self.guard_activity_id = goal.activity_schedule(
            "crm_goal_map.activity_guard",
            user_id=owner.id,
            summary=self.env._("Guard metric breached: %s", self.guard_metric_id.name),
            note=self.env._(
                "%(metric)s is at %(figure)s; it has to stay %(side)s %(limit)s.",
                metric=self.guard_metric_id.name,
                figure=self.guard_display,
                side=self._fields["guard_comparator"].convert_to_export(
                    self.guard_comparator, self
                ),
                limit=self.guard_metric_id.format_value(self.guard_limit),
            ),
        )
