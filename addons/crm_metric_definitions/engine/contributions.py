from dataclasses import asdict
from datetime import timedelta

from .. import words
from ..lib.decomposition import decompose
from ..lib.pareto import pareto
from .errors import NotMeasurable
from .privacy.viewer import Viewer
from .span import Span


class Contributions:
    """What the groups of a breakdown contribute to a figure, or to its change.

    Raises ``NotMeasurable`` with the reason where there are no contributions.
    """

    def __init__(self, metric, breakdown=None):
        self.env = metric.env
        self.metric = metric
        self.breakdown = breakdown

    def choices(self):
        """Return [{"key", "label"}] of the breakdowns that the reader may see."""
        labels = {"user": self.env._("Salesperson"), "team": self.env._("Sales team")}
        choices = []
        today = self.metric._today()
        viewer, span = Viewer.of(self.env), Span(today, today + timedelta(days=1))
        (spec,) = self.metric._metric_specs().values()
        for name in spec.breakdowns[1:]:
            if viewer.hides(spec, name, span) or not viewer.may_read(spec, name):
                continue
            if name not in labels:
                field = self.env[spec.operands["numerator"].model]._fields[name]
                labels[name] = field._description_string(self.env)
            choices.append({"key": name, "label": labels[name]})
        return choices

    def shares(self, span):
        """Return the rows of ``pareto_chart``, by falling size."""
        if not self.metric._adds_up():
            raise NotMeasurable(self.env._("The parts of this figure do not add up."))
        points = self._points(span, self.breakdown)
        labels = {point["breakdown"]: point["label"] for point in points}
        try:
            shares = pareto({p["breakdown"]: p["numerator"] for p in points})
        except ValueError:
            raise self._negative() from None
        if not shares:
            raise NotMeasurable(self.env._("Nothing was counted."))
        return [
            {
                **asdict(share),
                "label": labels[share.key],
                "text": words.number(self.env, share.value),
            }
            for share in shares
        ]

    def of_change(self, before, after):
        """Return rate and mix of the change between spans, see lib/decomposition."""
        if self.metric.kind != "ratio" or not self.metric._adds_up():
            raise NotMeasurable(
                self.env._("Only the change of a ratio has a mix and a rate.")
            )
        labels, parts = {"remainder": self.env._("In no group")}, []
        for span in (before, after):
            (total,) = self._points(span)
            if total["value"] is None:
                raise self._not_known()
            points = self._points(span, self.breakdown)
            labels.update({point["breakdown"]: point["label"] for point in points})
            parts.append(_with_remainder(points, total))
        try:
            decomposition = decompose(*parts)
        except ValueError:
            raise self._negative() from None
        if decomposition is None:
            raise self._not_known()
        change = decomposition.as_floats()
        for part in change["parts"]:
            part["label"] = labels[part["key"]]
        change["parts"].sort(key=lambda part: -abs(part["rate"] + part["mix"]))
        return change

    def _points(self, span, breakdown=None):
        """Return the points of a span, or raise the note of one without a figure."""
        points = self.metric.evaluate(span.start, span.end, "total", breakdown)
        for point in points[self.metric.id]:
            if point["status"] == "not_measurable":
                raise NotMeasurable(point["note"])
        return points[self.metric.id]

    def _negative(self):
        return NotMeasurable(self.env._("Negative amounts have no shares."))

    def _not_known(self):
        return NotMeasurable(self.env._("The figure is not known in both periods."))


def _with_remainder(points, total):
    """Return {key: (numerator, denominator)} that adds up to the total.

    A numerator whose group has no denominator goes into a group of its own,
    ``remainder``.
    """
    parts = {
        point["breakdown"]: (point["numerator"], point["denominator"])
        for point in points
        if point["numerator"] is not None and point["denominator"]
    }
    numerator = _remainder(total["numerator"], [n for n, _d in parts.values()])
    denominator = _remainder(total["denominator"], [d for _n, d in parts.values()])
    if numerator or denominator:
        parts["remainder"] = (numerator, denominator)
    return parts


def _remainder(total, parts):
    """Return the total less the groups; a rounding difference is 0."""
    remainder = total - sum(parts)
    tolerance = 1e-9 * max(1.0, abs(total), *map(abs, parts))
    return remainder if abs(remainder) > tolerance else 0.0
