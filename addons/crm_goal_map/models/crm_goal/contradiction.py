from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.tools.misc import format_date

from ...lib import contradiction

TYPED = {
    "metric_id",
    "target_comparator",
    "target_basis",
    "target_change",
    "target_value",
    "target_known",
    "target_upper",
    "target_date",
    "committed_value",
    "committed_known",
    "stretch_value",
    "stretch_known",
    "interim_ids",
}


class CrmGoal(models.Model):
    """Figures of a goal that contradict each other are refused.

    When they are typed, so that every door refuses them: form, import, workbook. What
    comes to contradict by itself (a new baseline moves a relative target, a metric
    changes its direction) must not hinder that change; it is asked for at approval.
    """

    _inherit = "crm.goal"

    @api.model_create_multi
    def create(self, vals_list):
        goals = super().create(vals_list)
        goals._check_contradictions()
        return goals

    def write(self, vals):
        result = super().write(vals)
        if TYPED & set(vals):
            self._check_contradictions()
        return result

    def _check_contradictions(self):
        """Not a constraint of the ORM: that would also judge what is recomputed."""
        for goal in self:
            if sentences := goal._contradictions():
                raise ValidationError(sentences[0])

    def _problems_of_figures(self):
        problems = super()._problems_of_figures()
        if self.target_known and contradiction.wrong_way(
            self.target_comparator or "=", self.metric_id.direction or "none"
        ):
            values = {"target": self.target_display, "metric": self.metric_id.name}
            less = self.metric_id.direction == "lower"
            problems.append(
                self.env._(
                    "The target “%(target)s” points the wrong way: the less of"
                    " “%(metric)s”, the better.",
                    **values,
                )
                if less
                else self.env._(
                    "The target “%(target)s” points the wrong way: the more of"
                    " “%(metric)s”, the better.",
                    **values,
                )
            )
        return problems + self._contradictions()

    def _contradictions(self):
        """Return one sentence for each figure that contradicts the others."""
        self.ensure_one()
        found = contradiction.find(
            contradiction.Figures(
                self.target_comparator or "=",
                self.direction or "none",
                self.baseline_value if self.baseline_known else None,
                self.target_value if self.target_known else None,
                self.target_upper,
                self.committed_value if self.committed_known else None,
                self.stretch_value if self.stretch_known else None,
                [(step.date, step.value) for step in self.interim_ids.sorted("date")],
                self.target_date or None,
            )
        )
        return [self._contradiction_sentence(problem) for problem in found]

    def _contradiction_sentence(self, problem):
        values = {
            "figure": self.figure(problem.figure),
            "target": self.target_display,
            "stretch": self.figure(self.stretch_value),
            "date": format_date(self.env, problem.day) if problem.day else "",
        }
        return {
            "committed": self.env._(
                "Committed is %(figure)s: that asks for more than the target"
                " “%(target)s”.",
                **values,
            ),
            "committed_stretch": self.env._(
                "Committed is %(figure)s: that asks for more than stretch,"
                " %(stretch)s.",
                **values,
            ),
            "committed_to_meet": self.env._(
                "Committed is %(figure)s: beside the target “%(target)s” that says"
                " nothing, because neither more nor less of it is better.",
                **values,
            ),
            "stretch": self.env._(
                "Stretch is %(figure)s: that asks for less than the target"
                " “%(target)s”.",
                **values,
            ),
            "interim": self.env._(
                "The interim target %(figure)s until %(date)s asks for more than the"
                " target “%(target)s”.",
                **values,
            ),
            "interim_back": self.env._(
                "The interim target %(figure)s until %(date)s lies further from the"
                " target “%(target)s” than what precedes it.",
                **values,
            ),
            "interim_late": self.env._(
                "The interim target %(figure)s until %(date)s comes after the target's"
                " own date.",
                **values,
            ),
        }[problem.code]
