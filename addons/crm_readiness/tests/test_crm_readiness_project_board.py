from odoo.tests import Form, tagged

from .common import ReadinessCase


@tagged("post_install", "-at_install")
class TestBoard(ReadinessCase):
    def test_first_closed_gate_is_shown(self):
        project = self._project()
        board = project.with_user(self.keeper).board()
        self.assertEqual(board["report"]["phase"], "position")
        self._position()
        self._go(project, "position")
        board = project.with_user(self.keeper).board()
        self.assertEqual(board["report"]["phase"], "measurement")
        self.assertEqual([p["open"] for p in board["phases"]], [True] + 6 * [False])

    def test_same_as_single_reports(self):
        """Sharing answers between gates changes none of them."""
        project = self._project()
        self._prepare(project)
        self._go(project, "goals")
        codes = [phase["code"] for phase in project.board()["phases"]]
        reports = project._gate_reports(codes)
        for code in codes:
            single = project.gate_report(code)
            self.assertEqual({**reports[code], "date": None}, {**single, "date": None})

    def test_who_may_what(self):
        project = self._project()
        expected = {
            self.owner: (False, False, True),
            self.keeper: (True, False, False),
            self.advisor: (False, True, False),
            self.onlooker: (False, False, False),
        }
        for user, rights in expected.items():
            may = project.with_user(user).board("software")["may"]
            self.assertEqual((may["decide"], may["confirm"], may["waive"]), rights)

    def test_dialog(self):
        project = self._project()
        self._position()
        wizard = Form(
            self.env["crm.readiness.decision.wizard"]
            .with_user(self.keeper)
            .with_context(
                default_project_id=project.id,
                default_phase_id=self.env.ref("crm_readiness.phase_position").id,
            )
        )
        self.assertFalse(wizard.missing)
        wizard.kind = "conditional"
        wizard.minutes = "All agreed."
        with wizard.condition_ids.new() as line:
            line.name = "Look again"
            line.due_date = "2099-01-01"
        wizard.save().action_decide()
        decision = project.decision_ids
        self.assertEqual(decision.kind, "conditional")
        self.assertEqual(decision.condition_ids.name, "Look again")
        self.assertEqual(decision.segment_ids, self.opportunity)
        self.assertOpen(project, "position")
