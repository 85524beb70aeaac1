from odoo import api, models

from ...engine.contributions import Contributions
from ...engine.errors import NotMeasurable
from ...engine.process_chart import ProcessChart
from ...engine.span import Span


class CrmMetricDefinition(models.Model):
    """Why is the result as it is? Natural limits, the vital few, mix and rate."""

    _inherit = "crm.metric.definition"

    @api.readonly
    def process_limits(self, date_from=None, date_to=None, granularity="month"):
        """Return the natural process limits of each metric, and their signals.

        :param date_from, date_to: span (end excluded); without, the newest closed
            periods (24 months)
        :return: {metric id: None (under six points) or {"mean", "lower", "upper",
            "moving_range", "start" (index of the first point they rest on),
            "provisional" (under twelve), "official", "points" (as of evaluate),
            "signals": [{"rule", "side", "index", "indexes", "period_start"}]}}
        """
        limits = {}
        for metrics in self.grouped(lambda m: (m.tz, m.week_start)).values():
            chart = ProcessChart(metrics, granularity, date_from, date_to)
            limits |= {metric.id: chart.limits(metric) for metric in metrics}
        return limits

    @api.readonly
    def process_chart(self, granularity="month"):
        """Return what the process behaviour chart draws, with texts for its table.

        A limit that the figure cannot reach (a share below 0 % or above 100 %, a
        number below 0) is not drawn.
        """
        self.ensure_one()
        chart = ProcessChart(self, granularity).drawn()
        return {**chart, "breakdowns": Contributions(self).choices()}

    @api.readonly
    def pareto_chart(self, date_from, date_to, breakdown):
        """Return the parts of what is counted, by falling size.

        :return: {"rows": [{"key", "label", "value", "text", "share", "cumulative"}],
            "problem": a sentence why there are none, or None}
        """
        self.ensure_one()
        span = Span.parse(self.env, date_from, date_to)
        measure = self.sudo().numerator_id.name
        try:
            rows = Contributions(self, breakdown).shares(span)
        except NotMeasurable as reason:
            return {"measure": measure, "rows": [], "problem": reason.args[0]}
        return {"measure": measure, "rows": rows, "problem": None}

    @api.readonly
    def decompose_change(self, before, after, breakdown):
        """Split the change of a ratio between two spans into rate and mix, by part.

        :param before, after: [first day, first day after] of the spans
        :return: {"before", "after", "change", "rate", "mix", "rounding",
            "parts": [{"key", "label", "rate", "mix", …}], "problem"}: all parts add
            up exactly to the change, see lib/decomposition.py
        """
        self.ensure_one()
        spans = []
        for pair in (before, after):
            pair = pair if isinstance(pair, list | tuple) else ()
            spans.append(Span.parse(self.env, *(*pair, None, None)[:2]))
        try:
            change = Contributions(self, breakdown).of_change(*spans)
        except NotMeasurable as reason:
            return {"parts": [], "problem": reason.args[0]}
        return {**change, "problem": None}
