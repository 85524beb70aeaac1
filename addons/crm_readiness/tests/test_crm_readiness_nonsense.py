from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import ReadinessCase

NONSENSE = [
    *(True, 0, -1, 1.5, 2**70, float("nan"), float("inf"), "", "x", "\0", "\ud800"),
    *("x" * 200_000, [], [[]], [None], ["x"], [1.5], [{}], {}, {"x": 1}, [{"x": 1}]),
    *({"name": 1}, [{"name": [], "due_date": {}}], [{"name": "x", "due_date": "y"}]),
    *([2**70], (), b"x", "2026-02-30", ["crm.stage", 1], {"id": 1}, object()),
]


@tagged("post_install", "-at_install")
class TestNonsense(ReadinessCase):
    """Whatever comes over RPC is answered by a value or by one sentence."""

    def _calls(self):
        project = self._project().with_user(self.keeper)
        models = self.env["crm.readiness.project"].with_user(self.keeper)
        advised = project.with_user(self.advisor)
        several = project + self._project(name="Next").with_user(self.keeper)
        return {
            "gate_report": lambda value: project.gate_report(value),
            "report of several": lambda value: several.gate_report(value),
            "report of none": lambda value: models.gate_report(value),
            "board": lambda value: project.board(value),
            "lock_status": lambda value: models.lock_status(value),
            "its ids": lambda value: models.lock_status("crm.stage", value),
            "held_models": lambda value: models.held_models(value),
            "decide": lambda value: project.decide(
                "position", "hold", fingerprint=value
            ),
            "phase": lambda value: project.decide(value, "hold"),
            "kind": lambda value: project.decide("software", value),
            "minutes": lambda value: project.decide("position", "hold", value),
            "conditions": lambda value: project.decide(
                "software", "conditional", conditions=value
            ),
            "segments": lambda value: project.decide(
                "position", "hold", segment_ids=value
            ),
            "confirm": lambda value: advised.action_confirm_evidence(value),
            "seen": lambda value: advised.action_confirm_evidence("Seen", value),
        }

    def test_no_traceback(self):
        for name, call in self._calls().items():
            for value in NONSENSE:
                with self.subTest(
                    name, value=str(value)[:30].encode("utf-8", "replace")
                ):
                    try:
                        with self.env.cr.savepoint():
                            call(value)
                    except (UserError, AccessError) as error:
                        self.assertTrue(str(error))
