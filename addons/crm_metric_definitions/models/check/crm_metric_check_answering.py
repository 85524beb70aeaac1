from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools.misc import format_date

from ..approval.crm_append_only_mixin import append
from .crm_metric_check_asking import ACTIVITY


class CrmMetricCheck(models.Model):
    """The sheet on which one participant answers, blind to everybody else."""

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
        """Return what the acting participant is asked, and what he has answered.

        The computed answer and others' answers are not part of it. The records come
        in an order of the participant's own.

        :return: dict: ``title``, ``sentence``, ``steps``, ``period``, ``round``,
            ``items``: list of {``id``, ``name``, ``question``, ``asks_when``,
            ``facts``: list of {``label``, ``value``}, ``record``: {``model``,
            ``id``} where he may read it, else None, ``counts``: bool or None,
            ``when``: ISO day or None}
        :raises AccessError: when he is not asked
        """
        self.ensure_one()
        self._check_asked()
        check = self.sudo()
        metric = check.metric_id
        mine = {
            row.sample_id.id: row
            for row in self.env["crm.metric.check.answer"]
            .sudo()
            .search(
                [
                    ("check_id", "=", check.id),
                    ("user_id", "=", self.env.uid),
                    ("round", "=", check.round),
                ],
                order="id",
            )
        }
        samples = check._samples_for(self.env.user)
        readable = samples._readable_records()
        return {
            "title": metric.display_name,
            "sentence": metric.sentence if "sentence" in metric._fields else "",
            "steps": metric.procedure_steps or "",
            "period": check._period_text(),
            "round": check.round,
            "items": [
                {
                    "id": sample.id,
                    "name": sample.name,
                    "question": sample._question(),
                    "asks_when": sample.measure_id.timing == "event",
                    "facts": sample._fact_lines(),
                    "record": (
                        {"model": sample.res_model, "id": sample.res_id}
                        if sample.id in readable
                        else None
                    ),
                    "counts": mine[sample.id].counts if sample.id in mine else None,
                    "when": (
                        fields.Date.to_string(mine[sample.id].stated_date) or None
                        if sample.id in mine
                        else None
                    ),
                }
                for sample in samples
            ],
        }

    def answer(self, sample_id, counts, when=None):
        """Store the acting participant's answer about one record.

        :param counts: True = it counts, False = it does not
        :param when: the day it happened (date or ISO string), or None
        :return: number of records answered so far in this round
        :raises AccessError: when he is not asked
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
        # two taps at once: the second one waits
        self.sudo().lock_for_update()
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
            self._answered_all()
        return done

    def _period_text(self):
        return self.env._(
            "%(start)s to %(end)s",
            start=format_date(self.env, self.date_from),
            end=format_date(self.env, self.date_to - timedelta(days=1)),
        )
