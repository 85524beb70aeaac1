from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import ReadinessCase, decide


@tagged("post_install", "-at_install")
class TestGate(ReadinessCase):
    def test_main_job(self):
        project = self._project()
        report = self.assertClosed(project)
        self.assertEqual(report["phase"], "software")
        self.assertRefused(lambda: self.stage.write({"name": "Quote"}))
        with self.assertRaises(UserError):
            self._go(project)
        self._prepare(project)
        self.assertClosed(project)
        self._go(project)
        self.assertOpen(project)
        self.stage.write({"name": "Quote"})
        # the definition changes: approval, goal and confirmation lapse
        self.won.domain = "[('type', '=', 'opportunity')]"
        self.assertClosed(project)
        self.assertEqual(self._state(project, "metrics_approved"), "not_met")
        self.assertRefused(lambda: self.stage.write({"name": "Offer"}))
        self.assertEqual(self.stage.name, "Quote")

    def test_undone_change_opens_again(self):
        project = self._project()
        self._prepare(project)
        self._go(project)
        before = self.won.domain
        self.won.domain = "[]"
        self.assertClosed(project)
        self.won.domain = before
        self.assertOpen(project)

    def test_empty_scope_is_not_met(self):
        project = self._project(segments=self.opportunity.browse(), lock_enabled=False)
        report = self.assertClosed(project)
        musts = [c for c in report["criteria"] if c["level"] == "must"]
        self.assertEqual({c["state"] for c in musts}, {"not_met"})

    def test_report_is_plain_and_names_records(self):
        project = self._project()
        report = project.with_user(self.onlooker).gate_report("position")
        self.assertEqual([c["code"] for c in report["criteria"]], ["position_stated"])
        self.assertEqual(
            report["criteria"][0]["records"],
            [
                {
                    "model": "crm.goal.segment",
                    "id": self.opportunity.id,
                    "name": self.opportunity.name,
                }
            ],
        )
        self.assertIsNone(report["decision"])

    def test_unknown_phase(self):
        with self.assertRaisesRegex(UserError, "no phase"):
            self._project().gate_report("coffee")

    def test_reasoned_no_goal_is_enough(self):
        project = self._project()
        self.assertEqual(self._state(project, "goals_in_segments"), "not_met")
        self._position(no_goal_reason="Comes in the second year.")
        self.assertEqual(self._state(project, "goals_in_segments"), "met")

    def test_a_new_goal_closes(self):
        project = self._project()
        self._prepare(project)
        self._go(project)
        self._goal(name="Second")
        self.assertClosed(project)

    def test_a_new_segment_closes(self):
        project = self._project()
        self._prepare(project)
        self._go(project)
        project.segment_ids += self.inbound
        report = self.assertClosed(project)
        self.assertEqual([s["open"] for s in report["segments"]], [True, False])

    def test_expired_check_closes(self):
        project = self._project()
        self._prepare(project)
        self._go(project)
        with freeze_time("2040-01-01"):
            self.assertClosed(project)
            self.assertEqual(self._state(project, "metrics_known"), "not_met")

    def test_raised_should_blocks(self):
        project = self._project()
        self._prepare(project)
        self.assertEqual(self._state(project, "goals_with_tactic"), "not_met")
        project.raised_criterion_ids = self.env.ref(
            "crm_readiness.criterion_goals_with_tactic"
        )
        with self.assertRaisesRegex(UserError, "tactic"):
            self._go(project)

    def test_company_raises(self):
        project = self._project()
        criterion = self.env.ref("crm_readiness.criterion_goals_owned")
        criterion.must_company_ids += self.company
        levels = {
            c["code"]: c["level"] for c in project.gate_report("goals")["criteria"]
        }
        self.assertEqual(levels["goals_owned"], "must")
        self.assertEqual(levels["goals_explained"], "should")

    def test_broken_or_missing_rule_is_unknown(self):
        criterion = self.env.ref("crm_readiness.criterion_goals_owned").copy(
            {"code": "gone"}
        )
        # as after the addon of the rule was uninstalled
        self.env.cr.execute(
            "UPDATE crm_readiness_criterion SET rule = 'not_there' WHERE id = %s",
            [criterion.id],
        )
        criterion.invalidate_recordset()
        self.assertEqual(criterion.rule, "not_there")
        self.assertEqual(self._state(self._project(), criterion.code), "unknown")

    def test_a_typo_is_not_saved(self):
        criterion = self.env.ref("crm_readiness.criterion_goals_owned")
        with (
            self.assertRaisesRegex(ValidationError, "goals_ownd.* is not"),
            self.env.cr.savepoint(),
        ):
            criterion.rule = "goals_ownd"
        rules = dict(criterion._fields["rule"]._description_selection(self.env))
        self.assertEqual(rules["goals_owned"], "Goals Are Owned")
        # every criterion that is shipped can be saved as it is
        for each in self.env["crm.readiness.criterion"].search([]):
            self.assertIn(each.rule, rules)
            each.rule = each.rule

    def test_labels(self):
        """Labels are in the reader's language. Codes stay the same."""
        self.env["res.lang"]._activate_lang("de_DE")
        project = self._project()
        day = fields.Date.today()
        self._position()
        conditions = [{"name": "Look again", "due_date": day}]
        decide(
            project.with_user(self.keeper),
            "position",
            "conditional",
            conditions=conditions,
        )
        expected = {
            "en_US": ("Must", "Not met", "Open"),
            "de_DE": ("Muss", "Nicht erfüllt", "Offen"),
        }
        for lang, labels in expected.items():
            report = project.with_context(lang=lang).gate_report("position")
            [condition] = report["decision"]["conditions"]
            report = project.with_context(lang=lang).gate_report("goals")
            criterion = {c["code"]: c for c in report["criteria"]}["goals_in_segments"]
            self.assertEqual(
                labels,
                (
                    criterion["level_name"],
                    criterion["state_name"],
                    condition["state_name"],
                ),
            )

    def test_queries_do_not_grow_with_goals(self):
        project = self._project()
        self._position()
        counts = []
        for number in (1, 9):
            for index in range(number):
                self._goal(name=f"Goal {number}.{index}")
            self.env.invalidate_all()
            project.gate_report("software")
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            project.gate_report("software")
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(*counts)

    def test_report_is_for_readers(self):
        project = self._project()
        plain = self._goal_user("plain")
        plain.group_ids -= self.env.ref("sales_team.group_sale_salesman_all_leads")
        with self.assertRaises(AccessError):
            project.with_user(plain).gate_report("software")

    def test_stakeholders_stay_private(self):
        self._position()
        goal = self._goal()
        goal.with_user(self.confidant).write(
            {
                "stakeholder_ids": [
                    (
                        0,
                        0,
                        {
                            "name": "Xaver",
                            "influence": "high",
                            "stance_now": "opponent",
                        },
                    )
                ]
            }
        )
        project = self._project()

        def look(user):
            criteria = project.with_user(user).gate_report("goals")["criteria"]
            return {c["code"]: c for c in criteria}["opponents_answered"]

        self.assertEqual(look(self.onlooker)["state"], "not_met")
        self.assertEqual(look(self.onlooker)["records"], [])
        self.assertEqual(look(self.onlooker)["todo"], "")
        self.confidant.group_ids += self.env.ref("crm_readiness.group_readiness_user")
        self.assertEqual(look(self.confidant)["records"][0]["id"], goal.id)
        self.assertNotIn("Xaver", str(look(self.confidant)))
