from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ... import words
from ..approval.crm_append_only_mixin import append
from .crm_metric_check_asking import ACTIVITY


class CrmMetricCheck(models.Model):
    """The sheet on which one participant answers without seeing the others' answers."""

    _inherit = "crm.metric.check"

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
        self.check_access("read")
        if self.env.user not in self.sudo().participant_ids:
            raise AccessError(self.env._("You are not asked in this check."))
        self._check_state("open")

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
        samples = check._samples_for(self.env.user)
        readable = samples._readable_records()
        items = []
        for sample in samples:
            answer = mine.get(sample)
            record = {"model": sample.res_model, "id": sample.res_id}
            items.append(
                {
                    "id": sample.id,
                    "name": sample.name,
                    "question": sample._question(),
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
        sample = self.sudo().sample_ids.filtered(lambda s: s.id == sample_id)
        if not sample:
            raise UserError(self.env._("This record is not part of the check."))
        try:
            day = fields.Date.to_date(when or False)
        except (ValueError, TypeError):
            raise UserError(self.env._("“%s” is not a day.", when)) from None
        self._touch_participants(self.env.user)
        append(
            self.env["crm.metric.check.answer"],
            [
                {
                    "check_id": self.id,
                    "sample_id": sample.id,
                    "user_id": self.env.uid,
                    "round": self.round,
                    "counts": counts,
                    "stated_date": day if counts else False,
                }
            ],
        )
        self.invalidate_recordset(["answer_count", "can_answer"])
        done = self._answers_given().get((self.id, self.env.uid), 0)
        asked = self.sudo().activity_search([ACTIVITY], user_id=self.env.uid)
        if done == len(self.sudo().sample_ids) and asked:
            # Two people may finish at once and not see each other's answers. The second
            # one's request fails here; Odoo repeats it, and it sees the first one's.
            self._touch(self._table, "write_date", SQL("id = %s", self.id))
            self._answered_all()
        return done

    def _touch_participants(self, user=None):
        """Make an answer and what closes the check wait for each other.

        Each participant has a row of his or her own, so that participants do not wait
        for each other.

        :param user: who answers; None = the check is closed: all of them
        """
        field = self._fields["participant_ids"]
        rows = SQL("%s = %s", SQL.identifier(field.column1), self.id)
        if user:
            rows = SQL("%s AND %s = %s", rows, SQL.identifier(field.column2), user.id)
        self._touch(field.relation, field.column2, rows)

    def _touch(self, table, column, rows):
        """Wait until no other request writes these rows, and keep others waiting.

        Odoo reads a snapshot of the request's beginning. If another request has touched
        the rows since, PostgreSQL fails this one, and Odoo repeats it.
        """
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE %(table)s SET %(column)s = %(column)s WHERE %(rows)s",
                table=SQL.identifier(table),
                column=SQL.identifier(column),
                rows=rows,
            ),
            log_exceptions=False,
        )

    def _period_text(self):
        return words.days(self.env, self.date_from, self.date_to)
