from freezegun import freeze_time

from odoo import SUPERUSER_ID, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import format_datetime

from .common import ReadinessCase, confirm, decide


@tagged("post_install", "-at_install")
class TestDecide(ReadinessCase):
    def setUp(self):
        super().setUp()
        self.project = self._project()

    def _conditional(self, days=10):
        due = fields.Date.add(fields.Date.today(), days=days)
        return decide(
            self.project.with_user(self.keeper),
            "software",
            "conditional",
            conditions=[{"name": "Train the field service", "due_date": due}],
        )

    def test_go_needs_every_must(self):
        with self.assertRaisesRegex(UserError, "No “go” yet"):
            self._go(self.project)
        self.assertFalse(self.project.decision_ids)

    def test_unknown_decision(self):
        with self.assertRaisesRegex(UserError, "Go, Conditional go, Hold, Recycle"):
            decide(self.project.with_user(self.keeper), "software", "maybe")

    def test_name_has_the_date_as_the_reader_writes_it(self):
        decide(self.project.with_user(self.keeper), "software", "hold")
        decision = self.project.decision_ids.with_context(lang="en_US", tz="UTC")
        date = format_datetime(decision.env, decision.date, dt_format="short")
        self.assertTrue(decision.display_name.endswith(f"Hold on {date}"))

    def test_hold_and_recycle_need_nothing(self):
        keeper = self.project.with_user(self.keeper)
        for kind in ("hold", "recycle"):
            decide(keeper, "software", kind, minutes="Not yet.")
        self.assertEqual(self.project.decision_count, 2)
        self.assertClosed(self.project)

    def test_hold_after_go_closes(self):
        self._prepare(self.project)
        self._go(self.project)
        self.assertOpen(self.project)
        decide(self.project.with_user(self.keeper), "software", "hold")
        self.assertClosed(self.project)

    def test_who_decides(self):
        self._prepare(self.project)
        for user in (self.owner, self.onlooker, self.advisor):
            with self.assertRaises(AccessError):
                decide(self.project.with_user(user), "software", "go")
        with self.assertRaises(AccessError):
            decide(self.project.sudo().with_user(SUPERUSER_ID), "software", "go")
        self.owner.group_ids += self.env.ref("crm_readiness.group_gate_keeper")
        with self.assertRaisesRegex(UserError, "another person"):
            decide(self.project.with_user(self.owner), "software", "go")
        with self.assertRaisesRegex(UserError, "another person"):
            decide(self.project.with_user(self.owner).sudo(), "software", "go")

    def test_handing_over_does_not_help(self):
        self.owner.group_ids += self.env.ref("crm_readiness.group_gate_keeper")
        self._prepare(self.project)
        self.project.owner_id = self.manager
        self.assertEqual(self.project.former_owner_ids, self.owner)
        with self.assertRaisesRegex(UserError, "another person"):
            decide(self.project.with_user(self.owner), "software", "go")
        with self.assertRaises(UserError):
            self.project.sudo().former_owner_ids = False

    def test_conditional_go(self):
        self._prepare(self.project)
        self._conditional()
        self.assertOpen(self.project)
        condition = self.project.decision_ids.condition_ids
        with freeze_time(fields.Date.add(condition.due_date, days=1)):
            report = self.assertClosed(self.project)
            self.assertIn("Train the field service", " ".join(report["missing"]))
            condition.with_user(self.keeper).action_fulfil("Done in May.")
            # too late: that takes a new decision
            self.assertEqual(condition.state, "missed")
            self.assertClosed(self.project)
            self._go(self.project)
            self.assertOpen(self.project)

    def test_condition_fulfilled_in_time(self):
        self._prepare(self.project)
        self._conditional()
        condition = self.project.decision_ids.condition_ids
        condition.with_user(self.keeper).action_fulfil()
        with freeze_time(fields.Date.add(condition.due_date, days=1)):
            condition.invalidate_recordset()
            self.assertEqual(condition.state, "fulfilled")
            self.assertOpen(self.project)

    def test_owner_does_not_fulfil(self):
        self._prepare(self.project)
        self._conditional()
        with self.assertRaises(AccessError):
            self.project.decision_ids.condition_ids.with_user(
                self.owner
            ).action_fulfil()

    def test_conditional_go_has_conditions(self):
        keeper = self.project.with_user(self.keeper)
        for options in (
            {"kind": "conditional"},
            {"kind": "go", "conditions": [{"name": "X", "due_date": "2099-01-01"}]},
            {"kind": "conditional", "conditions": [{"name": "X"}]},
            {
                "kind": "conditional",
                "conditions": [{"name": "X", "due_date": "2001-01-01"}],
            },
            {"kind": "maybe"},
        ):
            with self.subTest(options), self.assertRaises(UserError):
                decide(keeper, "software", **options)

    def test_decisions_are_append_only(self):
        self._prepare(self.project)
        self._conditional()
        decision = self.project.sudo().decision_ids
        for change in (
            lambda: decision.write({"kind": "hold"}),
            lambda: decision.copy(),
            decision.unlink,
            lambda: decision.condition_ids.write({"due_date": "2099-01-01"}),
            lambda: decision.create({"project_id": self.project.id, "kind": "go"}),
            lambda: (
                self.env["crm.readiness.fulfilment"]
                .sudo()
                .create({"condition_id": decision.condition_ids.id})
            ),
            lambda: (
                self.env["crm.readiness.confirmation"]
                .sudo()
                .create({"project_id": self.project.id})
            ),
            lambda: self.project.sudo().write({"decision_count": 0}),
            lambda: self.project.sudo().unlink(),
        ):
            with self.assertRaises(UserError):
                change()

    def test_report_of_the_moment_is_kept(self):
        self._prepare(self.project)
        self._go(self.project, minutes="All agreed.")
        report = self.project.decision_ids.report
        states = {c["code"]: c["state"] for c in report["criteria"]}
        self.assertEqual(states["goals_approved"], "met")
        self.won.domain = "[]"
        self.assertEqual(report, self.project.decision_ids.report)
        current = self.project.gate_report("software")
        self.assertEqual(current["decision"]["minutes"], "All agreed.")

    def test_segments_of_the_scope_only(self):
        with self.assertRaisesRegex(UserError, "segments of the scope"):
            self._go(self.project, segment_ids=self.inbound.ids)

    def test_one_segment_passes(self):
        project = self._project(self.opportunity + self.inbound)
        self._prepare(project)
        with self.assertRaisesRegex(UserError, "No “go” yet"):
            self._go(project)
        self._go(project, segment_ids=self.opportunity.ids)
        report = self.assertClosed(project)
        self.assertEqual(
            {s["name"]: s["open"] for s in report["segments"]},
            {self.opportunity.name: True, self.inbound.name: False},
        )


@tagged("post_install", "-at_install")
class TestEvidence(ReadinessCase):
    def test_only_the_advisor_confirms(self):
        project = self._project()
        for user in (self.owner, self.keeper, self.onlooker):
            with self.assertRaises(AccessError):
                confirm(project.with_user(user))

    def test_confirmation_ends_with_the_evidence(self):
        project = self._project()
        goal = self._prepare(project)
        self.assertEqual(self._state(project, "advisor_confirmed"), "met")
        goal.target_value = 0.6
        self.assertEqual(self._state(project, "advisor_confirmed"), "not_met")
        goal.target_value = 0.48
        self.assertEqual(self._state(project, "advisor_confirmed"), "met")
        goal.name = "A better name"
        self.assertEqual(self._state(project, "advisor_confirmed"), "met")

    def _two_segments(self):
        """Return (project, a goal in the first, the position of the second)."""
        project = self._project(self.opportunity | self.inbound)
        position = self._position(self.inbound)
        goal = self._prepare(project)
        self.assertEqual(self._state(project, "advisor_confirmed"), "met")
        return project, goal, position

    def _outdated(self, project):
        criteria = project.gate_report("software")["criteria"]
        criterion = {c["code"]: c for c in criteria}["advisor_confirmed"]
        return {(row["model"], row["id"]) for row in criterion["records"]}

    def test_what_changes_in_one_segment_hides_nothing_of_another(self):
        project, goal, position = self._two_segments()
        position.finding = "It is worse than we thought."
        of_position = {(position._name, position.id)}
        self.assertEqual(of_position, self._outdated(project))
        goal.target_value = 0.6
        of_goal = {(goal._name, goal.id)}
        self.assertEqual(of_position | of_goal, self._outdated(project))
        goal.target_value = 0.48
        self.assertEqual(of_position, self._outdated(project))
        self.win_rate.procedure_steps = "Otherwise."
        of_metric = {(self.win_rate._name, self.win_rate.id)}
        self.assertLessEqual(of_position | of_metric, self._outdated(project))

    def test_the_gate_of_a_segment_opens_by_its_own_confirmation_only(self):
        project, goal, position = self._two_segments()
        gate = project._as_system()._gate("software")
        (finding,) = [f for f in gate.findings if f.code == "advisor_confirmed"]
        self.assertFalse(finding.blocks(self.inbound.id))
        position.finding = "It is worse than we thought."
        goal.target_value = 0.6
        gate = project._as_system()._gate("software")
        (finding,) = [f for f in gate.findings if f.code == "advisor_confirmed"]
        self.assertTrue(finding.blocks(self.inbound.id))
        self.assertTrue(finding.blocks(self.opportunity.id))

    def test_a_goal_that_is_gone_was_confirmed_too(self):
        project, goal, _position = self._two_segments()
        goal.active = False
        self.assertEqual(
            {(self.opportunity._name, self.opportunity.id)}, self._outdated(project)
        )
        goal.active = True
        self.assertFalse(self._outdated(project))

    def test_a_metric_not_approved_hides_no_goal_without_one(self):
        project, goal, _position = self._two_segments()
        other = self._goal(segment_id=self.inbound.id, metric_id=False)
        self.win_rate.procedure_steps = "Otherwise."
        gate = project._as_system()._gate("software")
        (finding,) = [f for f in gate.findings if f.code == "metrics_approved"]
        self.assertTrue(finding.blocks(self.inbound.id), other.name)
        self.assertTrue(finding.blocks(self.opportunity.id), goal.name)

    def test_another_advisor_confirms_anew(self):
        project = self._project()
        self._prepare(project)
        project.advisor_id = self.onlooker.partner_id
        self.assertEqual(self._state(project, "advisor_confirmed"), "not_met")

    def test_portal_advisor(self):
        portal = self.env["res.users"].create(
            {
                "name": "External",
                "login": "external-advisor",
                "group_ids": [(6, 0, self.env.ref("base.group_portal").ids)],
            }
        )
        project = self._project()
        with self.assertRaises(AccessError):
            confirm(project.with_user(portal))
        project.advisor_id = portal.partner_id
        confirm(project.with_user(portal), "Seen in the workshop.")
        self.assertEqual(project.confirmation_ids.user_id, portal)
        self.assertEqual(
            project.with_user(portal).gate_report("goals")["phase"], "goals"
        )

    def test_owner_is_no_advisor(self):
        with self.assertRaisesRegex(UserError, "cannot be its owner"):
            self._project(advisor_id=self.owner.partner_id.id)
