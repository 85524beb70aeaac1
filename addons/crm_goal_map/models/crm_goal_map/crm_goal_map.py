import logging
from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.crm_metric_definitions.public import (
    SYSTEM,
    arguments,
    one_by_one,
    write_system,
)

_logger = logging.getLogger(__name__)


class CrmGoalMap(models.Model):
    """The map of a CRM project: which goals are to be reached in which process
    segment, at least roughly. It is adapted again and again.
    """

    _name = "crm.goal.map"
    _description = "Goal Map"
    _inherit = [
        "crm.goal.version.mixin",
        "crm.goal.sample.mixin",
        "crm.approval.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "date_from desc, id desc"
    _check_company_auto = True
    _mail_post_access = "read"
    _approval_group = "crm_goal_map.group_goal_approver"

    name = fields.Char(required=True, tracking=True)
    active = fields.Boolean(default=True, tracking=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    owner_id = fields.Many2one(
        "res.users", default=lambda self: self.env.user, tracking=True
    )
    advisor_id = fields.Many2one(
        "res.partner",
        string="External advisor",
        help="Without a strong business-engineering department, goals are not found"
        " without outside help.",
    )
    date_from = fields.Date(
        string="From", required=True, default=lambda self: self._default_date_from()
    )
    date_to = fields.Date(
        string="To", required=True, default=lambda self: self._default_date_to()
    )
    conditions = fields.Text(
        string="Business conditions",
        help="What the goals depend on: market, staff, products. When these change, the"
        " map has to be reviewed.",
    )
    conditions_date = fields.Date(
        string="Conditions as of",
        compute="_compute_conditions_date",
        store=True,
        **SYSTEM,
    )
    review_interval_months = fields.Integer(
        string="Review every (months)", default=3, required=True
    )
    last_review_date = fields.Date(string="Last review", **SYSTEM)
    next_review = fields.Date(
        compute="_compute_next_review", store=True, readonly=False, copy=False
    )
    review_reminded = fields.Date(string="Reminded of the review due on", **SYSTEM)
    segment_ids = fields.Many2many(
        "crm.goal.segment",
        string="Process segments",
        default=lambda self: self._default_segment_ids(),
        check_company=True,
        # a segment that is archived later keeps its goals and its position
        context={"active_test": False},
    )
    position_ids = fields.One2many(
        "crm.goal.position", "map_id", string="Position assessments"
    )
    goal_ids = fields.One2many("crm.goal", "map_id", string="Goals", copy=True)
    goal_count = fields.Integer(compute="_compute_counts")
    position_count = fields.Integer(compute="_compute_counts")

    _period = models.Constraint(
        "CHECK (date_from < date_to)", "A goal map must end after it begins."
    )
    _interval = models.Constraint(
        "CHECK (review_interval_months > 0)", "The review interval is at least a month."
    )

    def _default_date_from(self):
        return fields.Date.context_today(self).replace(month=1, day=1)

    def _default_date_to(self):
        return self._default_date_from() + relativedelta(years=1, days=-1)

    def _default_segment_ids(self):
        return self.env["crm.goal.segment"].search(
            [("company_id", "in", [False, self.env.company.id])]
        )

    @api.depends("conditions")
    def _compute_conditions_date(self):
        today = fields.Date.context_today(self)
        for record in self:
            record.conditions_date = record.conditions and today

    @api.depends("review_interval_months", "last_review_date")
    def _compute_next_review(self):
        today = fields.Date.context_today(self)
        for record in self:
            start = record.last_review_date or today
            months = max(record.review_interval_months, 1)
            record.next_review = start + relativedelta(months=months)

    @api.depends("goal_ids", "position_ids")
    def _compute_counts(self):
        for record in self:
            record.goal_count = len(record.goal_ids)
            record.position_count = len(record.position_ids)

    @api.constrains("segment_ids")
    def _check_segments_in_use(self):
        goals = self.env["crm.goal"].sudo().search([("map_id", "in", self.ids)])
        for goal in goals:
            if goal.segment_id not in goal.map_id.sudo().segment_ids:
                message = self.env._(
                    "The segment “%(segment)s” has goals in this map. Move or"
                    " archive them first: “%(goal)s”.",
                    segment=goal.segment_id.name,
                    goal=goal.name,
                )
                raise ValidationError(message)

    def write(self, vals):
        result = super().write(vals)
        if "active" in vals:
            # not those that were archived before their map
            goals = self.with_context(active_test=False).goal_ids.filtered(
                "archived_with_map" if vals["active"] else "active"
            )
            # a goal is a part of the map at each moment between the writes
            if not vals["active"]:
                write_system(goals, {"archived_with_map": True})
            goals.write({"active": vals["active"]})
            if vals["active"]:
                write_system(goals, {"archived_with_map": False})
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_history(self):
        for record in self:
            goals = record.with_context(active_test=False).goal_ids
            goals = goals.filtered(lambda goal: not goal.is_sample)
            rows = record.approval_ids | goals.approval_ids
            if set(rows.mapped("event")) - {"change"} or goals.baseline_id:
                message = self.env._(
                    "“%s” has frozen baselines or decisions: archive it instead, so"
                    " that the history stays.",
                    record.name,
                )
                raise UserError(message)

    def copy_data(self, default=None):
        default = dict(default or {})
        vals_list = super().copy_data(default)
        for record, vals in zip(self, vals_list, strict=True):
            if "name" not in default:
                vals["name"] = self.env._("%s (copy)", record.name)
            if not {"date_from", "date_to"} & set(default):
                # a copy is usually the map of the next period
                length = record.date_to - record.date_from
                vals["date_from"] = record.date_to + timedelta(days=1)
                vals["date_to"] = vals["date_from"] + length
        return vals_list

    # -- actions -----------------------------------------------------------

    def action_reviewed(self):
        """Record a review of today, which moves the next review."""
        self.check_access("write")
        write_system(self, {"last_review_date": fields.Date.context_today(self)})
        self.activity_feedback(["crm_goal_map.activity_review"])
        return True

    def action_open_goals(self):
        """Open the goals of this map by segment."""
        arguments.one(self)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "crm_goal_map.crm_goal_action"
        )
        return dict(
            action,
            name=self.name,
            domain=[("map_id", "=", self.id)],
            context={"default_map_id": self.id, "search_default_group_segment": 1},
        )

    def _responsible(self):
        """Return the user to notify: the active owner, or else the creator."""
        return (self.owner_id | self.create_uid).filtered("active")[:1] or self.env.user

    def _cron_review_reminders(self):
        """Remind the owner of a due review: once for each date it is due on."""
        today = fields.Date.context_today(self)
        due = self.search([("next_review", "<=", today), ("is_sample", "=", False)])
        due = due.filtered(lambda m: m.review_reminded != m.next_review)
        one_by_one(due, type(self)._remind_of_review, _logger)

    def _remind_of_review(self):
        owner = self._responsible()
        # a scheduled action has no language; the owner reads the activity
        translated = self.with_context(lang=owner.lang)
        translated.activity_schedule(
            "crm_goal_map.activity_review",
            date_deadline=self.next_review,
            summary=translated.env._("Review the goal map"),
            user_id=owner.id,
        )
        write_system(self, {"review_reminded": self.next_review})
