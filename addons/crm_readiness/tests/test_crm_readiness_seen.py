from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from odoo.addons.crm_metric_definitions.tests.common import approve, shown

from .common import ReadinessCase, decide


@tagged("post_install", "-at_install")
class TestSeen(ReadinessCase):
    """A gate, its evidence and its waivers are decided on what was seen."""

    def setUp(self):
        super().setUp()
        self.project = self._project()
        self.goal = self._prepare(self.project)

    def _seen(self, phase="software", user=None):
        project = self.project.with_user(user or self.keeper)
        return project.gate_report(phase)["fingerprint"]

    def _decide_gate(self, seen, kind="go"):
        project = self.project.with_user(self.keeper)
        return project.decide("software", kind, fingerprint=seen)

    def _ask_for_waiver(self, **vals):
        waiver = (
            self.env["crm.readiness.waiver"]
            .with_user(self.owner)
            .create({"project_id": self.project.id, "reason": "Trade fair", **vals})
        )
        waiver.action_request_approval()
        return waiver

    # -- the gate ----------------------------------------------------------

    def test_without_a_fingerprint_no_gate_is_decided(self):
        for nothing in (None, "", False, {}):
            with self.assertRaisesRegex(UserError, "decide on what you see"):
                self._decide_gate(nothing)
        for odd in (7, ["x"], {"a": "b"}, {str(self.project.id): 3}):
            with self.assertRaises(UserError):
                self._decide_gate(odd)
        self.assertFalse(self.project.decision_ids)

    def test_all_readers_have_the_same_fingerprint(self):
        seen = {self._seen(user=u) for u in (self.owner, self.keeper, self.confidant)}
        self.assertEqual(1, len(seen))
        board = self.project.with_user(self.keeper).board("software")
        self.assertEqual(seen, {board["report"]["fingerprint"]})

    def test_what_was_seen_is_decided(self):
        seen = self._seen()
        self._decide_gate(seen)
        self.assertEqual(seen, self.project.decision_ids.report["fingerprint"])

    def test_what_has_changed_since_is_named(self):
        """Evidence, scope, criteria, waivers, decisions: and nothing is decided."""
        changes = {
            "Goal “Win more”": lambda: self.goal.write({"change_why": "Other"}),
            "Position": lambda: self.map.position_ids.write({"existence": "absent"}),
            f"Metric “{self.win_rate.name}”": lambda: self.won.write(
                {"domain": "[('won_status', '=', 'won')]"}
            ),
            f"“{self.inbound.name}”": lambda: self.project.scope_ids.create(
                {"project_id": self.project.id, "segment_id": self.inbound.id}
            ),
            "Waiver": lambda: self._waiver(
                self.project,
                criterion_id=self.env.ref(
                    "crm_readiness.criterion_advisor_confirmed"
                ).id,
                expiry=fields.Datetime.now() + timedelta(days=1),
            ),
            "a decision on this gate": lambda: decide(
                self.project.with_user(self.keeper), "software", "hold"
            ),
        }
        for words, change in changes.items():
            seen = self._seen()
            change()
            count = len(self.project.decision_ids)
            for kind in ("go", "hold"):
                with self.subTest(words), self.assertRaises(UserError) as caught:
                    self._decide_gate(seen, kind)
                self.assertIn("was changed since you opened it", str(caught.exception))
                self.assertIn(words, str(caught.exception))
            self.assertEqual(count, len(self.project.decision_ids))

    def test_a_change_that_is_undone_is_none(self):
        seen, before = self._seen(), self.goal.change_why
        self.goal.change_why = "Other"
        self.goal.change_why = before
        self._decide_gate(seen)
        self.assertOpen(self.project)

    def test_the_dialog_decides_on_what_the_board_has_shown(self):
        report = self.project.with_user(self.keeper).gate_report("software")
        context = {
            "default_project_id": self.project.id,
            "default_phase_id": self.env.ref("crm_readiness.phase_software").id,
        }
        wizards = self.env["crm.readiness.decision.wizard"].with_user(self.keeper)
        of_the_board = {**context, "default_fingerprint": report["fingerprint"]}
        dialogs = [Form(wizards.with_context(**c)) for c in (context, of_the_board)]
        self.goal.change_why = "Other"
        dialogs.append(Form(wizards.with_context(**of_the_board)))
        for dialog in dialogs:
            dialog.kind = "hold"
            with self.assertRaisesRegex(UserError, "was changed since you opened it"):
                dialog.save().action_decide()
        dialog = Form(wizards.with_context(**context))
        dialog.kind = "hold"
        dialog.save().action_decide()
        self.assertEqual("hold", self.project.decision_ids.kind)

    # -- the evidence ------------------------------------------------------

    def test_evidence_is_confirmed_as_it_was_seen(self):
        mine = self.project.with_user(self.advisor)
        for nothing in (None, "", {}):
            with self.assertRaisesRegex(UserError, "decide on what you see"):
                mine.action_confirm_evidence("Seen", nothing)
        seen = self._seen(user=self.advisor)
        count = len(self.project.confirmation_ids)
        for change, words in (
            (lambda: self.goal.write({"target_value": 0.6}), "Goal “Win more”"),
            (lambda: self.map.position_ids.write({"existence": "absent"}), "Position"),
            (lambda: self.win_rate.write({"tz": "UTC"}), self.win_rate.name),
        ):
            change()
            with self.assertRaisesRegex(UserError, words):
                mine.action_confirm_evidence("Seen", seen)
        self.assertEqual(count, len(self.project.confirmation_ids))
        mine.action_confirm_evidence("Seen", self._seen("goals", self.advisor))
        self.assertEqual("Seen", self.project.confirmation_ids[0].comment)

    def test_what_is_no_evidence_does_not_matter_to_the_advisor(self):
        seen = self._seen(user=self.advisor)
        self._waiver(self.project, kind="lock", hours=1)
        decide(self.project.with_user(self.keeper), "software", "hold")
        self.project.with_user(self.advisor).action_confirm_evidence(None, seen)

    # -- waivers -----------------------------------------------------------

    def test_a_waiver_of_one_hour_does_not_become_one_of_three_days(self):
        waiver = self._ask_for_waiver(kind="lock", hours=1)
        mine = waiver.with_user(self.keeper)
        seen = mine.content_fingerprint
        for vals, words in (
            ({"hours": 72}, "1 → 72"),
            ({"reason": "Because"}, "→ Because"),
        ):
            waiver.with_user(self.owner).write(vals)
            waiver.action_request_approval()
            for decide_on in (mine.action_approve, mine.action_reject):
                with self.assertRaises(UserError) as caught:
                    decide_on("Fine", seen)
                self.assertIn("was changed since you opened it", str(caught.exception))
                self.assertIn(words, str(caught.exception))
        with self.assertRaisesRegex(UserError, "decide on what you see"):
            mine.action_approve("Fine")
        mine.action_approve("Fine", mine.content_fingerprint)
        self.assertTrue(waiver.is_valid)

    def test_the_owner_of_the_project_is_not_asked_for_a_waiver(self):
        self.owner.group_ids += self.env.ref("crm_readiness.group_gate_keeper")
        colleague = self._readiness_user("colleague", "group_project_owner")
        waiver = self._ask_for_waiver(kind="lock", hours=1)
        asked = waiver.sudo().activity_ids.user_id
        self.assertIn(self.keeper.id, asked.ids)
        self.assertNotIn(self.owner.id, asked.ids)
        waiver.with_user(colleague).reason = "Another reason"
        with self.assertRaisesRegex(UserError, "cannot decide"):
            waiver.with_user(colleague).action_request_approval(None, self.owner.id)

    def test_in_the_name_of_a_gate_keeper_nobody_decides(self):
        seen = self._seen()
        action = self.env["ir.actions.server"].create(
            {
                "name": "Go",
                "model_id": self.env["ir.model"]._get_id("crm.readiness.project"),
                "state": "code",
                "code": f"record.with_user({self.keeper.id})"
                f".decide('software', 'go', fingerprint='{seen}')",
            }
        )
        admin = self._readiness_user("admin", "group_project_owner")
        admin.group_ids += self.env.ref("base.group_system")
        action = action.with_user(admin).with_context(
            active_model=self.project._name, active_id=self.project.id
        )
        with self.assertRaisesRegex(AccessError, "in somebody's name"):
            action.run()
        self.assertFalse(self.project.decision_ids)


@tagged("post_install", "-at_install")
class TestDecidersReach(ReadinessCase):
    """Who decides reaches form and dialog with the documented group alone."""

    def setUp(self):
        super().setUp()
        self.project = self._project()
        self.goal = self._prepare(self.project)
        self.env.invalidate_all()

    def _only(self, group):
        return new_test_user(
            self.env, f"only_{group}", groups=f"base.group_user,crm_readiness.{group}"
        )

    def test_a_gate_keeper_decides_a_gate(self):
        project = self.project.with_user(self._only("group_gate_keeper"))
        self.assertEqual(Form(project).name, self.project.name)
        self.assertTrue(project.board("software")["may"]["decide"])
        wizards = project.env["crm.readiness.decision.wizard"].with_context(
            default_project_id=project.id,
            default_phase_id=self.env.ref("crm_readiness.phase_software").id,
        )
        dialog = Form(wizards)
        dialog.kind = "go"
        dialog.save().action_decide()
        self.assertOpen(project)
        self.env.invalidate_all()
        self.assertEqual("go", Form(project.decision_ids).kind)
        # what the report names opens, too
        for record in (self.goal, self.win_rate, self.map, self.map.position_ids):
            self.assertTrue(Form(record.with_user(project.env.user)).id)

    def test_a_gate_keeper_decides_a_waiver(self):
        user = self._only("group_gate_keeper")
        for kind in (
            {"kind": "lock", "hours": 2},
            {
                "criterion_id": self.env.ref("crm_readiness.criterion_map_reviewed").id,
                "expiry": fields.Datetime.now() + timedelta(days=1),
            },
        ):
            waiver = (
                self.env["crm.readiness.waiver"]
                .with_user(self.owner)
                .create({"project_id": self.project.id, "reason": "Fair", **kind})
            )
            waiver.action_request_approval(None, user.id)
            self.env.invalidate_all()
            mine = waiver.with_user(user)
            self.assertEqual(Form(mine).reason, "Fair")
            action = mine.action_open_approval_wizard()
            dialog = Form(
                mine.env["crm.approval.wizard"].with_context(**action["context"])
            )
            self.assertIn("Fair", dialog.summary)
            dialog.save().action_approve()
            self.assertTrue(waiver.is_approved)
            self.assertFalse(waiver.sudo().activity_ids)
            for row in mine.approval_ids:
                self.assertTrue(Form(row).fingerprint)

    def test_an_advisor_confirms(self):
        user = self._only("group_readiness_advisor")
        self.project.advisor_id = user.partner_id
        project = self.project.with_user(user)
        self.env.invalidate_all()
        self.assertTrue(Form(project).is_my_advice)
        report = project.board("software")["report"]
        project.action_confirm_evidence("Seen", report["fingerprint"])
        self.assertEqual(user, project.confirmation_ids[0].user_id)
        for record in (self.goal, self.win_rate, self.map.position_ids):
            self.assertTrue(Form(record.with_user(user)).id)

    def test_a_reader_of_projects_opens_them(self):
        project = self.project.with_user(self._only("group_readiness_user"))
        self.assertEqual(Form(project).name, self.project.name)

    def test_approvals_of_waivers_are_read_by_who_reads_waivers(self):
        waiver = self._waiver(self.project, kind="lock", hours=1)
        metrics_only = new_test_user(
            self.env,
            "metrics_only",
            groups="base.group_user,crm_metric_definitions.group_metric_manager",
        )
        rows = waiver.sudo().approval_ids
        self.env.invalidate_all()
        with self.assertRaises(AccessError):
            rows.with_user(metrics_only).read(["content"])
        found = rows.with_user(metrics_only).search([("res_model", "=", waiver._name)])
        self.assertFalse(found)
        self.assertTrue(rows.with_user(self.onlooker).read(["content"]))

    def test_shown_and_approved_are_one(self):
        waiver = (
            self.env["crm.readiness.waiver"]
            .with_user(self.owner)
            .create({"project_id": self.project.id, "reason": "F", "kind": "lock"})
        )
        waiver.action_request_approval()
        seen = shown(waiver)
        approve(waiver.with_user(self.keeper))
        self.assertEqual(seen, waiver.sudo().approval_id.fingerprint)
