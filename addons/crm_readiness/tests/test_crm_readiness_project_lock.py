from psycopg2 import IntegrityError

from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import ReadinessCase


@tagged("post_install", "-at_install")
class TestGuard(ReadinessCase):
    """The lock protects itself."""

    def setUp(self):
        super().setUp()
        self.project = self._project(
            self.opportunity + self.inbound, team_ids=(self.team + self.other_team).ids
        )
        self.criterion = self.env.ref("crm_readiness.criterion_goals_owned")
        self.project.raised_criterion_ids = self.criterion
        self.line = self.project.scope_ids.filtered(
            lambda line: line.segment_id == self.inbound
        )

    def _loosening(self):
        project, line = self.project, self.line
        other_map = self.map.copy({"name": "Other"})
        must = self.env.ref("crm_readiness.criterion_position_stated")
        return {
            "switch": lambda: project.write({"lock_enabled": False}),
            "archive": project.action_archive,
            "map": lambda: project.write({"map_id": other_map.id}),
            "fewer teams": lambda: project.write({"team_ids": self.team.ids}),
            "raised criterion": lambda: project.write(
                {"raised_criterion_ids": [Command.clear()]}
            ),
            "segment": lambda: project.write({"segment_ids": self.opportunity.ids}),
            "segment through its line": line.unlink,
            "other segment": lambda: line.write({"segment_id": self.relationship.id}),
            "archived map": self.map.action_archive,
            "criterion level": lambda: must.write({"level": "should"}),
            "criterion archived": must.action_archive,
            "criterion deleted": must.unlink,
            "criterion's rule": lambda: must.write({"rule": "goals_owned"}),
            "criterion later": lambda: must.write(
                {"phase_id": self.env.ref("crm_readiness.phase_live").id}
            ),
            "order of phases": lambda: self.env.ref(
                "crm_readiness.phase_software"
            ).write({"sequence": 1}),
            "delete": project.unlink,
        }

    def test_closed(self):
        for name, change in self._loosening().items():
            with self.subTest(name):
                self.assertRefused(change)
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertTrue(self.project.lock_enabled and self.project.active)
        self.assertEqual(len(self.project.scope_ids), 2)
        self.assertRefused(lambda: self.stage.write({"name": "X"}))

    def test_nobody_is_spared(self):
        for project in (
            self.project.sudo(),
            self.project.with_user(self.env.ref("base.user_admin")),
            self.project.with_context(active_test=False, install_mode=True),
        ):
            self.assertRefused(
                lambda project=project: project.write({"lock_enabled": False})
            )

    def test_with_a_waiver(self):
        for name in self._loosening():
            with self.subTest(name), self.env.cr.savepoint() as savepoint:
                change = self._loosening()[name]
                self._waiver(self.project, kind="lock", hours=1)
                if name == "delete":
                    # the lock lets it pass; the waiver is history that keeps it
                    with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
                        change()
                    self.assertTrue(self.project.exists())
                else:
                    change()
                savepoint.rollback()

    def test_holding_more_is_free(self):
        self.project.segment_ids += self.relationship
        self.project.team_ids = False
        self.project.raised_criterion_ids += self.env.ref(
            "crm_readiness.criterion_goals_explained"
        )
        self.criterion.level = "must"
        self.project.name = "Newer CRM"

    def test_asking_for_more_is_free(self):
        criterion = self.env["crm.readiness.criterion"].create(
            {
                "name": "One more thing",
                "code": "one_more",
                "phase_id": self.env.ref("crm_readiness.phase_goals").id,
                "rule": "goals_owned",
                "level": "must",
            }
        )
        self.assertEqual(
            self._state(self.project, "one_more"),
            self._state(self.project, "goals_owned"),
        )
        self.assertRefused(criterion.unlink)

    def test_archived_company_of_a_criterion(self):
        gone = self.env["res.company"].create({"name": "Gone"})
        self.criterion.must_company_ids = [Command.link(gone.id)]
        gone.active = False
        self.assertRefused(
            lambda: self.criterion.write({"must_company_ids": [Command.set([])]})
        )

    def test_archived_segment_of_a_live_project(self):
        """The project stays live, because the decision named the segment."""
        self._waiver(self.project, kind="lock", hours=1)
        project = self._project(name="Live")
        self._prepare(project)
        for phase in self.env["crm.readiness.phase"].search([]):
            self._go(project, phase.code)
        self.assertFalse(project._locks())
        self.opportunity.active = False
        self.env.invalidate_all()
        self.assertFalse(project._locks())
        self.assertOpen(project, "live")

    def test_archived_team(self):
        """It stays covered, and no other team in its place."""
        self._waiver(self.project, kind="lock", hours=1)
        self.team.active = False
        project = self._project(name="North only", team_ids=self.team.ids)
        self.assertEqual(project._locks()[project.id].teams, {self.team.id})
        self.assertRefused(lambda: self.team.write({"name": "X"}))
        self.other_team.name = "X"

    def test_archived_criterion(self):
        self._waiver(self.project, kind="lock", hours=1)
        must = self.env.ref("crm_readiness.criterion_position_stated")
        must.active = False
        for project in (self.project, self.project.with_context(active_test=False)):
            report = project.gate_report("software")
            self.assertNotIn(must.code, [c["code"] for c in report["criteria"]])

    def test_open_gate(self):
        project = self._project(name="Other")
        self._waiver(self.project, kind="lock", hours=1)
        self._prepare(project)
        self._go(project)
        project.lock_enabled = False

    def test_named_after_the_segment_has_passed(self):
        """It is released then; not what is named for a segment that has not passed."""
        self._prepare(self.project)
        passed = self.project.scope_ids - self.line
        self._go(self.project, segment_ids=self.opportunity.ids)
        self.line.write({"team_ids": self.other_team.ids})
        passed.write({"team_ids": self.team.ids, "stage_ids": self.stage.ids})
        self.team.name = self.stage.name = "Free"
        self.assertRefused(lambda: self.other_team.write({"name": "X"}))
        both = (self.team + self.other_team).ids
        passed.write({"team_ids": both})
        self.assertRefused(lambda: self.other_team.write({"name": "X"}))
        self.assertRefused(lambda: self.line.write({"team_ids": [Command.clear()]}))
