from odoo import api, fields, models
from odoo.exceptions import UserError

from ... import words
from ...engine.errors import MeasureError

READERS = "crm_metric_definitions.group_metric_user"


class CrmMetricCheck(models.Model):
    """Who is asked, and whose answers count.

    Those who produce the data and have not written the definition count. An author
    answers like everybody, and so does anyone else who is asked, but the result does
    not rest on them.
    """

    _inherit = "crm.metric.check"

    people_hint = fields.Text(string="Who else to ask", compute="_compute_people_hint")

    @api.depends("metric_id", "date_from", "date_to", "company_id")
    def _compute_participants(self):
        """Propose everybody who produced the data of the period."""
        for check in self:
            if check.state == "draft":
                check.participant_ids = check._proposed_people()

    def _proposed_people(self):
        signals = self._producing()
        if not signals or signals.anonymous or len(signals.producers) <= 1:
            return self.env["res.users"]
        recent = self._who_can_answer(signals.recent)
        return recent.filtered(lambda user: user.has_group(READERS)).sudo(False)

    def _producing(self):
        """Return the Signals, or None where the metric cannot be computed."""
        if not self.metric_id or not self.date_from or not self.date_to:
            return None
        if self.date_from >= self.date_to:
            return None
        try:
            return self._signals()
        except MeasureError:
            return None

    def _who_can_answer(self, user_ids):
        """Return those of the users who still work here."""
        users = self.env["res.users"].sudo().browse(user_ids).exists()
        return users.filtered(
            lambda user: (
                user.active and not user.share and self.company_id in user.company_ids
            )
        )

    def _authors(self):
        """Return the users who have written what is checked, measures included."""
        metric = self.sudo().metric_id
        authors = self.env["res.users"].sudo()
        for record in metric, *self._measures():
            rows = self.env["crm.approval"].sudo()
            domain = [
                ("res_model", "=", record._name),
                ("res_id", "=", record._origin.id),
            ]
            authors |= rows.search([*domain, ("event", "=", "change")]).user_id
        return authors

    def _counting(self, signals):
        """Return (ids of those whose answers count, ids of those to be covered).

        Both are None where it is not known who produces the data.
        """
        if signals.anonymous:
            return None, None
        authors = set(self._authors().ids)
        counting = set(self._who_can_answer(signals.producers).ids) - authors
        return counting, counting & signals.recent

    @api.depends("state", "participant_ids", "sample_size", "rounds", "company_id")
    @api.depends("metric_id", "date_from", "date_to")
    @api.depends_context("lang")
    def _compute_people_hint(self):
        """Say before anybody is asked what will not be enough evidence."""
        for check in self:
            signals = check.state == "draft" and check._producing()
            hints = signals and check._people_hints(signals)
            check.people_hint = "\n".join(hints or []) or False

    def _people_hints(self, signals):
        # ids of people who are in the middle of being chosen, too
        asked = set(self.participant_ids._origin.ids)
        if not asked and len(signals.producers) <= 1 and not signals.anonymous:
            return []
        policy = self.env["crm.metric.check.policy"]._of(self.company_id)
        counting, covered = self._counting(signals)
        hints = []
        if counting is None:
            counting = asked - set(self._authors().ids)
        elif len(asked & covered) < policy["min_coverage"] * len(covered):
            hints.append(
                self.env._(
                    "%(asked)s of %(people)s people who produced these data and have"
                    " not written the definition are asked: at least %(share)s are"
                    " needed.",
                    asked=len(asked & covered),
                    people=len(covered),
                    share=words.percent(self.env, policy["min_coverage"], 0),
                )
            )
        others = len(asked - counting)
        if others:
            hints.append(
                self.env._(
                    "%s of those asked have written the definition or produce no such"
                    " data: their answers do not count.",
                    others,
                )
            )
        if len(counting) <= 2 and len(asked & counting) == 1 and self.rounds != "2":
            hints.append(self.env._("Only one person counts: ask that person twice."))
        if self.sample_size < policy["min_sample"]:
            hints.append(
                self.env._(
                    "Answers about at least %s records are needed.",
                    int(policy["min_sample"]),
                )
            )
        return hints

    def _check_people(self):
        for user in self.sudo().participant_ids:
            if user.share or not user.has_group(READERS):
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
