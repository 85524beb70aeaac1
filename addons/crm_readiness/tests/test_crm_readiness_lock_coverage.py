from odoo.fields import Command
from odoo.tests import tagged

from .common import ReadinessCase


@tagged("post_install", "-at_install")
class TestCoverage(ReadinessCase):
    """Which project holds which record: company, teams, segments, live."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lost_reason = cls.env["crm.lost.reason"].create({"name": "Too late"})

    @classmethod
    def _company(cls, name):
        company = cls.env["res.company"].create({"name": name})
        cls.env.user.company_ids += company
        return company

    def test_only_the_projects_company(self):
        company = self._company("Elsewhere")
        self._project()
        team = self.env["crm.team"].create(
            {"name": "Far", "company_id": company.id, "alias_name": "far-away"}
        )
        team.write({"name": "Farther", "alias_name": "farther-away"})
        self.assertRefused(lambda: team.write({"company_id": self.company.id}))
        self.assertEqual(team.company_id, company)
        shared = self.env["crm.stage"].create({"name": "Theirs", "team_ids": team.ids})
        self.assertRefused(lambda: shared.write({"team_ids": [Command.clear()]}))
        shared.unlink()
        team.unlink()

    def test_only_the_projects_teams(self):
        self._project(team_ids=self.team.ids)
        self.other_team.write({"name": "Free"})
        self.assertRefused(lambda: self.team.write({"name": "Held"}))
        # a stage of all teams is one of ours, too
        self.assertRefused(lambda: self.stage.write({"name": "Held"}))

    def test_no_lock_no_refusal(self):
        project = self._project(lock_enabled=False)
        self.stage.write({"name": "Free"})
        project.lock_enabled = True
        self.assertRefused(lambda: self.stage.write({"name": "Held"}))

    def test_one_query_without_a_lock(self):
        with self.assertQueryCount(1):
            self.env["crm.readiness.lock.mixin"]._readiness_locks()

    def test_few_queries_with_a_lock(self):
        """No criterion is evaluated before anybody has decided go."""
        self._project()
        locks = self.env["crm.readiness.lock.mixin"]._readiness_locks
        locks()
        with self.assertQueryCount(1):
            locks()
        self.env.invalidate_all()
        with self.assertQueryCount(10):
            locks()

    def test_segment_by_segment(self):
        project = self._project(
            segments=self.opportunity.browse(),
            scope_ids=[
                Command.create(
                    {
                        "segment_id": self.opportunity.id,
                        "team_ids": self.team.ids,
                        "stage_ids": self.stage.ids,
                    }
                ),
                Command.create(
                    {"segment_id": self.inbound.id, "team_ids": self.other_team.ids}
                ),
            ],
        )
        self._prepare(project)
        self._go(project, segment_ids=self.opportunity.ids)
        self.assertClosed(project)
        self.team.write({"name": "Passed"})
        self.stage.write({"name": "Passed"})
        self.assertRefused(lambda: self.other_team.write({"name": "Held"}))
        self.assertRefused(lambda: self.lost_reason.write({"name": "Held"}))
        stage = self.env.ref("crm.stage_lead1")
        self.assertRefused(lambda: stage.write({"name": "Held"}))

    def test_live_locks_nothing_any_more(self):
        project = self._project()
        self._prepare(project)
        self._go(project, "live")
        self.won.domain = "[]"
        self.assertClosed(project, "live")
        self.stage.write({"name": "Free"})
        self._project(name="Next")
        self.assertRefused(lambda: self.stage.write({"name": "Held"}))

    def test_batch_of_mixed_records(self):
        """One held record is enough to refuse the whole batch."""
        foreign = self.env["crm.team"].create(
            {"name": "Elsewhere", "company_id": self._company("Elsewhere").id}
        )
        self._project()
        self.assertRefused(lambda: (foreign + self.team).write({"name": "Mixed"}))
        self.assertEqual(foreign.name, "Elsewhere")
        foreign.write({"name": "Far"})
