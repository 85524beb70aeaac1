from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ... import words
from ...lib.sampling import shuffled
from ..approval.crm_append_only_mixin import append
from ..approval.crm_system_fields_mixin import write_system
from ..approval.touch import touch

TODO = "mail.mail_activity_data_todo"
ACTIVITY = "crm_metric_definitions.mail_activity_type_check"
DAYS_TO_ANSWER = 7


class CrmMetricCheck(models.Model):
    """Asking: each participant gets one activity, and answers on a sheet of his or her
    own without seeing the others' answers. No mail is sent."""

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
        samples = self.env["crm.metric.check.sample"].sudo()
        domain = [("check_id", "in", self.ids)]
        sizes = dict(samples._read_group(domain, ["check_id"], ["__count"]))
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
        answers = self.env["crm.metric.check.answer"].sudo()
        rows = answers._read_group(
            [("check_id", "in", self.ids)],
            ["check_id", "round", "user_id"],
            ["sample_id:count_distinct"],
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
            check._check_state("draft")
            check._check_people()
            check._take_policy()
            # the result will be valid for the metric's substance of this moment
            metric = check.sudo().metric_id
            vals = {
                "state": "open",
                "opened_on": fields.Datetime.now(),
                "fingerprint": metric._approval_fingerprints()[metric.id],
                "content": metric._approval_contents()[metric.id],
                "content_version": metric._approval_version,
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
            check._check_state("open")
            check._check_unchanged()
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
            check._check_state("draft", "open")
            check._withdraw_questions()
            # the retention period of the answers begins
            now = fields.Datetime.now()
            write_system(check, {"state": "cancelled", "closed_on": now})
        return True

    def _check_state(self, *states, access="write"):
        self.check_access(access)
        if self.state not in states:
            raise UserError(
                self.env._(
                    "“%(check)s” is in the state “%(state)s”.",
                    check=self.display_name,
                    state=words.value(self.env, self._fields["state"], self.state),
                )
            )

    def _is_about_today(self):
        """Tell whether the definition says what it said when the check was opened."""
        self.ensure_one()
        metric, check = self.sudo().metric_id, self.sudo()
        contents = metric._approval_contents()
        if metric._approval_same([(metric.id, check)], contents):
            return True
        # what was approved as comparable with it goes by the same fingerprint
        return metric._approval_fingerprints()[metric.id] == check.fingerprint

    def _check_unchanged(self):
        """Refuse answers about another definition than the one that is checked."""
        if not self._is_about_today():
            raise UserError(
                self.env._(
                    "“%s” was changed after this check had begun: answers would be"
                    " about something else. Undo the change, or cancel the check and"
                    " start a new one.",
                    self.sudo().metric_id.display_name,
                )
            )

    # -- the sheet of one participant --------------------------------------

    def action_answer(self):
        """Open the answer screen."""
        self.ensure_one()
        self._check_asked()
        return {
            "type": "ir.actions.client",
            "tag": "crm_metric_definitions.answer_sheet",
            "name": self.metric_id.display_name,
            "params": {"check_id": self.id},
            "target": "current",
        }

    def _check_asked(self):
        if self.env.user not in self.sudo().participant_ids:
            raise AccessError(self.env._("You are not asked in this check."))
        self._check_state("open", access="read")

    @api.readonly
    def answer_sheet(self):
        """Return what the acting participant is asked, and his or her own answers.

        The computed answer and others' answers are left out. Each participant gets the
        records in another order.

        :return: dict: ``title``, ``sentence``, ``steps``, ``period``, ``round``,
            ``items``: list of {``id``, ``name``, ``question``, ``asks_when``,
            ``facts``: list of {``label``, ``value``}, ``record``: {``model``,
            ``id``} where he or she may read it, else None, ``counts``: bool or None,
            ``when``: ISO day or None}
        :raises AccessError: when the acting user is not asked
        """
        self.ensure_one()
        self._check_asked()
        check = self.sudo()
        answers = self.env["crm.metric.check.answer"].sudo()
        domain = [("check_id", "=", check.id), ("user_id", "=", self.env.uid)]
        domain += [("round", "=", check.round)]
        mine = {row.sample_id: row for row in answers.search(domain, order="id")}
        order = shuffled(check.sample_ids.ids, check.seed, self.env.uid, check.round)
        samples = check.sample_ids.browse(order)
        readable = samples._readable_records()
        items = []
        for sample in samples:
            answer = mine.get(sample)
            record = {"model": sample.res_model, "id": sample.res_id}
            items.append(
                {
                    "id": sample.id,
                    "name": sample.name,
                    "question": self.env._(
                        "Does this count as “%(measure)s”, %(period)s?",
                        measure=sample.measure_id.name,
                        period=check._period_text(),
                    ),
                    "asks_when": sample.measure_id.timing == "event",
                    "facts": sample._fact_lines(),
                    "record": record if sample.id in readable else None,
                    "counts": answer.counts if answer else None,
                    "when": (answer and str(answer.stated_date or "")) or None,
                }
            )
        return {
            "title": check.metric_id.display_name,
            "sentence": check.metric_id.sentence,
            "steps": check.metric_id.procedure_steps or "",
            "period": check._period_text(),
            "round": check.round,
            "items": items,
        }

    def answer(self, sample_id, counts, when=None):
        """Store the acting participant's answer about one record.

        :param counts: True = it counts, False = it does not
        :param when: the day it happened (date or ISO string), or None
        :return: number of records answered so far in this round
        :raises AccessError: when the acting user is not asked
        """
        self.ensure_one()
        self._check_asked()
        if not isinstance(counts, bool):
            raise UserError(self.env._("An answer is yes or no."))
        self._check_unchanged()
        sample = self.sudo().sample_ids.filtered(lambda s: s.id == sample_id)
        if not sample:
            raise UserError(self.env._("This record is not part of the check."))
        try:
            day = fields.Date.to_date(when or False)
        except (ValueError, TypeError):
            raise UserError(self.env._("“%s” is not a day.", when)) from None
        self._touch_participants(self.env.user)
        vals = {
            "check_id": self.id,
            "sample_id": sample.id,
            "user_id": self.env.uid,
            "round": self.round,
            "counts": counts,
            "stated_date": day if counts else False,
        }
        append(self.env["crm.metric.check.answer"], [vals])
        self.invalidate_recordset(["answer_count", "can_answer"])
        done = self._answers_given().get((self.id, self.env.uid), 0)
        activity = self.sudo().activity_search([ACTIVITY], user_id=self.env.uid)
        if done == len(self.sudo().sample_ids) and activity:
            # Two people may finish at once and not see each other's answers. The second
            # one's request fails here; Odoo repeats it, and it sees the first one's.
            touch(self.env, self._table, "write_date", SQL("id = %s", self.id))
            self.sudo().activity_feedback([ACTIVITY], user_id=self.env.uid)
            if self.answer_count >= self.expected_count:
                self._tell_responsible()
        return done

    def _touch_participants(self, users):
        """Make an answer and the closing of the check wait for each other.

        Each participant has a row of his or her own and waits for no other participant.
        """
        rows = SQL(
            "crm_metric_check_id = %s AND res_users_id = ANY(%s)", self.id, users.ids
        )
        touch(self.env, "crm_metric_check_res_users_rel", "res_users_id", rows)

    # -- activities --------------------------------------------------------

    def _ask(self):
        """Give each participant one activity, and send no mail."""
        today = self.sudo().metric_id._today()
        deadline = fields.Date.add(today, days=DAYS_TO_ANSWER)
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

    def _tell_responsible(self):
        responsible = self.sudo().responsible_id
        check = self.sudo().with_context(
            mail_activity_quick_update=True, lang=responsible.lang
        )
        check.activity_schedule(
            TODO,
            user_id=responsible.id,
            summary=check.env._("All have answered: evaluate the consistency check"),
        )
