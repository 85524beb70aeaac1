from odoo import models
from odoo.exceptions import ValidationError
from odoo.tools.misc import format_date

from ...lib import contradiction


class CrmGoal(models.Model):
    """Figures of a goal that contradict each other are refused.

    ``create`` and ``write`` refuse them, so a form, an import and a workbook do as
    well. Some contradictions come from elsewhere: a new baseline moves a relative
    target, or a metric changes its direction. Such a change is not refused; the
    contradiction is reported when an approval of the goal is requested.
    """

    _inherit = "crm.goal"

    def _check_contradictions(self):
        """Raise the first contradiction; a constraint would also run on computation."""
        for goal in self:
            if sentences := goal._contradictions():
                raise ValidationError(sentences[0])

    def _problems_of_contradictions(self):
        """Yield what contradicts itself, also after a change of metric or baseline."""
        metric = self.metric_id
        if self.target_value is not None and contradiction.wrong_way(
            self.target_comparator or "=", metric.direction or "none"
        ):
            names = {"target": self.target_display, "metric": metric.name}
            yield (
                self.env._(
                    "The target “%(target)s” points the wrong way: the less of"
                    " “%(metric)s”, the better.",
                    **names,
                )
                if metric.direction == "lower"
                else self.env._(
                    "The target “%(target)s” points the wrong way: the more of"
                    " “%(metric)s”, the better.",
                    **names,
                )
            )
        yield from self._contradictions()

    def _contradictions(self):
        """Return one sentence for each figure that contradicts the others."""
        self.ensure_one()
        problems = contradiction.find(
            contradiction.Figures(
                self.target_comparator or "=",
                self.direction or "none",
                self.baseline_value,
                self.target_value,
                self.target_upper,
                self.committed_value,
                self.stretch_value,
                [(step.date, step.value) for step in self.interim_ids.sorted("date")],
                self.target_date or None,
            )
        )
        return [self._contradiction_sentence(problem) for problem in problems]

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
