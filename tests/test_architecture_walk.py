"""ARCHITECTURE.md says which files a figure passes on its way: held true here."""

import re
import sys

from handbook import ROOT

from odoo.tests import tagged

from odoo.addons.crm_metric_definitions.lib import periods
from odoo.addons.crm_metric_definitions.tests.history_case import HistoryCase

ADDONS = f"{ROOT / 'addons'}/"
SECTION = re.compile(r"^## How evaluate\(\) walks$(.*?)^## ", re.MULTILINE | re.DOTALL)
STEP = re.compile(r"^\d+\. `(.+?)`", re.MULTILINE)
MOST = 12


def traced(function, *args):
    """Return the project's files in which a call runs code, in their order."""
    files = {}

    def note(frame, event, _arg):
        if event == "call" and frame.f_code.co_filename.startswith(ADDONS):
            files[frame.f_code.co_filename.removeprefix(ADDONS)] = True

    sys.setprofile(note)
    try:
        function(*args)
    finally:
        sys.setprofile(None)
    return list(files)


@tagged("post_install", "-at_install")
class TestArchitectureWalk(HistoryCase):
    def _walk(self, metric, breakdown):
        metric = metric.with_user(self.reader)
        span = (str(self.start), str(self.end), "month", breakdown)
        metric.evaluate(*span)  # what is remembered of the metric is remembered now
        periods.periods.cache_clear()
        periods.utc_midnight.cache_clear()
        return traced(metric.evaluate, *span)

    def test_the_walk_is_the_one_on_the_page(self):
        page = (ROOT / "ARCHITECTURE.md").read_text()
        steps = STEP.findall(SECTION.search(page)[1])
        self.assertEqual(
            [f"crm_metric_definitions/{step}" for step in steps],
            self._walk(self.win_rate, "team"),
        )
        self.assertLessEqual(len(steps), MOST)

    def test_no_walk_is_longer(self):
        per_week = self._metric(
            "per_week",
            numerator_id=self.closed.id,
            per_salesperson=True,
            normalise_per="week",
        )
        manual = self._metric("manual", kind="manual")
        for metric in (self.win_rate, per_week, manual):
            self.assertLessEqual(len(self._walk(metric, None)), MOST, metric.code)
