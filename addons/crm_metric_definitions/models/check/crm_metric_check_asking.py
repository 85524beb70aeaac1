from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..approval.crm_append_only_mixin import append
from ..approval.crm_system_fields_mixin import write_system

TODO = "mail.mail_activity_data_todo"
ACTIVITY = "crm_metric_definitions.mail_activity_type_check"
DAYS_TO_ANSWER = 7


class CrmMetricCheck(models.Model):
    """Opening a check: each participant gets one activity, and no mail."""

    _inherit = "crm.metric.check"

    answer_count = fields.Integer(string="Answers", compute="_compute_progress")
    expected_count = fields.Integer(
        string="Answers expected", compute="_compute_progress"
    )
    can_answer = fields.Boolean(compute="_compute_progress")

    @api.depends("state", "round", "participant_ids")
    @api.depends_context("uid")
    def _compute_progress(self):
        given = self._answers_given()
        sizes = dict(
            self.env["crm.metric.check.sample"]
            .sudo()
            ._read_group([("check_id", "in", self.ids)], ["check_id"], ["__count"])
        )
        for check in self:
            people = check.sudo().participant_ids.ids
            size = sizes.get(check, 0)
            check.expected_count = size * len(people)
            check.answer_count = sum(given.get((check.id, id_), 0) for id_ in people)
            check.can_answer = (
                check.state == "open"
                and self.env.uid in people
                and given.get((check.id, self.env.uid), 0) < size
            )

    def _answers_given(self):
        """Return {(check id, user id): sampled records answered this round}."""
        rows = (
            self.env["crm.metric.check.answer"]
            .sudo()
            ._read_group(
                [("check_id", "in", self.ids)],
                ["check_id", "round", "user_id"],
                ["sample_id:count_distinct"],
            )
        )
        return {
            (check.id, user.id): count
            for check, round_, user, count in rows
            if round_ == check.round
        }

    # -- the buttons of the responsible person -----------------------------

    def action_open(self):
        """Draw the sample and ask each participant: one activity for each."""
        for check in self:
            check.check_access("write")
            check._check_state("draft")
            check._check_people()
            # the result will count for what the metric says while people are asked
            metric = check.sudo().metric_id
            vals = {
                "state": "open",
                "opened_on": fields.Datetime.now(),
                "fingerprint": metric._approval_fingerprints()[metric.id],
                "content": metric._approval_contents()[metric.id],
                "findings": {"producers": check._signals().producer_count},
            }
            if check.participant_ids:
                append(self.env["crm.metric.check.sample"], check._sample_vals())
            write_system(check, vals)
            check._ask()
        return True

    def action_next_round(self):
        """Ask the same people about the same records again."""
        for check in self:
            check.check_access("write")
            check._check_state("open")
            if check.rounds != "2" or check.round >= 2:
                raise UserError(self.env._("This check has no further round."))
            if check.answer_count < check.expected_count:
                raise UserError(
                    self.env._("The first round is not finished: answers are missing.")
                )
            write_system(check, {"round": 2})
            check._ask()
        return True

    def action_cancel(self):
        """Stop asking; the answers stay, but there is no result."""
        for check in self:
            check.check_access("write")
            if check.state != "draft":
                check._check_state("open")
            check._withdraw_questions()
            # the retention period of the answers begins
            now = fields.Datetime.now()
            write_system(check, {"state": "cancelled", "closed_on": now})
        return True

    def _check_state(self, state):
        if self.state != state:
            labels = dict(self._fields["state"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "“%(check)s” is in the state “%(state)s”.",
                    check=self.display_name,
                    state=labels[self.state],
                )
            )

    def _check_people(self):
        group = "crm_metric_definitions.group_metric_user"
        for user in self.sudo().participant_ids:
            if user.share or not user.has_group(group):
                raise UserError(
                    self.env._("%s may not see metrics and cannot be asked.", user.name)
                )
            if self.company_id not in user.company_ids:
                raise UserError(
                    self.env._(
                        "%(user)s does not work for %(company)s.",
                        user=user.name,
                        company=self.company_id.name,
                    )
                )

    # -- activities --------------------------------------------------------

    def _ask(self):
        """Give each participant one activity, and send no mail."""
        deadline = fields.Date.today() + timedelta(days=DAYS_TO_ANSWER)
        quiet = self.sudo().with_context(mail_activity_quick_update=True)
        for user in quiet.participant_ids:
            check = quiet.with_context(lang=user.lang)
            check.activity_schedule(
                ACTIVITY,
                date_deadline=deadline,
                user_id=user.id,
                summary=check.env._("Does it count? %s records", len(check.sample_ids)),
            )

    def _withdraw_questions(self):
        self.sudo().activity_unlink([ACTIVITY])
        self.sudo().activity_unlink([TODO], user_id=self.sudo().responsible_id.id)

    def _answered_all(self):
        """Close the acting user's activity; tell the responsible if all are done."""
        self.sudo().activity_feedback([ACTIVITY], user_id=self.env.uid)
        if self.answer_count < self.expected_count:
            return
        check = self.sudo().with_context(
            mail_activity_quick_update=True, lang=self.sudo().responsible_id.lang
        )
        summary = check.env._("All have answered: evaluate the consistency check")
        check.activity_schedule(
            TODO,
            user_id=check.responsible_id.id,
            summary=summary,
        )
