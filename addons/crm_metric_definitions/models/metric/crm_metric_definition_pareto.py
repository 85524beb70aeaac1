from datetime import timedelta

from odoo import api, models

from ... import words
from ...engine.privacy.viewer import Viewer
from ...engine.span import Span
from ...lib.decomposition import decompose
from ...lib.pareto import pareto


class CrmMetricDefinition(models.Model):
    """Why is the result as it is? The vital few; mix and rate of a change."""

    _inherit = "crm.metric.definition"

    def _breakdown_choices(self):
        """Return [{"key", "label"}] of the breakdowns that the viewer may see."""
        self.ensure_one()
        labels = {
            "user": self.env._("Salesperson"),
            "team": self.env._("Sales team"),
        }
        choices = []
        viewer, today = Viewer.of(self.env), self._today()
        span = Span(today, today + timedelta(days=1))
        (metric,) = self._metric_specs().values()
        for name in metric.breakdowns[1:]:
            if viewer.hides(metric, name, span):
                continue
            label = labels.get(name)
            if not label:
                model = self.env[metric.operands["numerator"].model]
                label = model._fields[name]._description_string(self.env)
            choices.append({"key": name, "label": label})
        return choices

    @api.readonly
    def pareto_chart(self, date_from, date_to, breakdown):
        """Return the parts of what is counted, by falling size.

        :return: {"rows": [{"key", "label", "value", "text", "share", "cumulative"}],
            "problem": a sentence why there are none, or None}
        """
        self.ensure_one()
        if not self._adds_up():
            return {
                "rows": [],
                "problem": self.env._("The parts of this figure do not add up."),
            }
        points = self.evaluate(date_from, date_to, "total", breakdown)[self.id]
        problem = self._parts_problem(points)
        if problem:
            return {"rows": [], "problem": problem}
        labels = {point["breakdown"]: point["label"] for point in points}
        try:
            shares = pareto({p["breakdown"]: p["numerator"] for p in points})
        except ValueError:
            return {
                "rows": [],
                "problem": self.env._("Negative amounts have no shares."),
            }
        measure = self.sudo().numerator_id
        return {
            "measure": measure.name,
            "rows": [
                {
                    "key": share.key,
                    "label": labels[share.key],
                    "value": share.value,
                    "text": words.number(self.env, share.value),
                    "share": share.share,
                    "cumulative": share.cumulative,
                }
                for share in shares
            ],
            "problem": None if shares else self.env._("Nothing was counted."),
        }

    def _parts_problem(self, points):
        for point in points:
            if point["status"] == "not_measurable":
                return point["note"]
        return None

    @api.readonly
    def decompose_change(self, before, after, breakdown):
        """Split the change of a ratio between two spans into rate and mix, by part.

        :param before, after: [first day, first day after] of the spans
        :return: {"before", "after", "change", "rate", "mix", "rounding",
            "parts": [{"key", "label", "rate", "mix", …}], "problem"}: all parts add
            up exactly to the change, see lib/decomposition.py
        """
        self.ensure_one()
        if self.kind != "ratio" or not self._adds_up():
            return {
                "parts": [],
                "problem": self.env._(
                    "Only the change of a ratio has a mix and a rate."
                ),
            }
        for span in (before, after):
            pair = span if isinstance(span, list | tuple) else ()
            Span.parse(self.env, *(*pair, None, None)[:2])
        labels, parts = {}, []
        for span in (before, after):
            total = self.evaluate(*span, "total")[self.id][0]
            points = self.evaluate(*span, "total", breakdown)[self.id]
            problem = self._parts_problem([total, *points])
            if not problem and total["value"] is None:
                problem = self.env._("The figure is not known in both periods.")
            if problem:
                return {"parts": [], "problem": problem}
            labels.update({point["breakdown"]: point["label"] for point in points})
            parts.append(_with_remainder(points, total))
        try:
            decomposition = decompose(*parts)
        except ValueError:
            return {
                "parts": [],
                "problem": self.env._("Negative amounts have no shares."),
            }
        if decomposition is None:
            return {
                "parts": [],
                "problem": self.env._("The figure is not known in both periods."),
            }
        shown = decomposition.as_floats()
        labels["remainder"] = self.env._("In no part")
        for part in shown["parts"]:
            part["label"] = labels[part["key"]]
        shown["parts"].sort(key=lambda part: -abs(part["rate"] + part["mix"]))
        return {**shown, "problem": None}


def _with_remainder(points, total):
    """Return {key: (numerator, denominator)} that adds up to the total.

    What a source counts outside of all parts (a numerator whose part has no
    denominator) is a part of its own.
    """
    parts = {
        point["breakdown"]: (point["numerator"], point["denominator"])
        for point in points
        if point["numerator"] is not None and point["denominator"]
    }
    numerator = _rest(total["numerator"], [n for n, _d in parts.values()])
    denominator = _rest(total["denominator"], [d for _n, d in parts.values()])
    if numerator or denominator:
        parts["remainder"] = (numerator, denominator)
    return parts


def _rest(total, parts):
    """Return what the parts leave of the total; the dust of adding up is nothing."""
    rest = total - sum(parts)
    dust = 1e-9 * max(1.0, abs(total), *map(abs, parts))
    return rest if abs(rest) > dust else 0.0
