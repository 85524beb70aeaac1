from .check_case import CheckCase


class MeaningCase(CheckCase):
    """A metric with a condition that a test chooses."""

    def setUp(self):
        super().setUp()
        Stage = self.env["crm.stage"]
        self.stage = Stage.create({"name": "Meaningful", "sequence": 50})
        self.tag = self.env["crm.tag"].create({"name": "Fair"})

    def _counting(self, *conditions, **vals):
        """Return an approved metric of one measure."""
        measure = self._measure("Counted", repr(list(conditions)), **vals)
        metric = self._metric("meaningful", numerator_id=measure.id)
        self._approve(metric)
        return metric

    def _state(self, metric):
        self.env.flush_all()
        self.env.invalidate_all()
        return metric.approval_state

    def _labels(self, metric):
        return {change["label"] for change in metric._approval_changes()}

    def _lapses(self, metric, change, undo=None, label=None):
        self.assertEqual(self._state(metric), "approved")
        change()
        self.assertEqual(self._state(metric), "lapsed")
        if label:
            self.assertTrue(
                any(label in each for each in self._labels(metric)),
                self._labels(metric),
            )
        if undo:
            undo()
            self.assertEqual(self._state(metric), "approved")

    def _rename(self, name):
        self.stage.name = name
