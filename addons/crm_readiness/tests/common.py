from odoo.fields import Command
from odoo.tools import SQL

from odoo.addons.crm_goal_map.tests.common import GoalCase
from odoo.addons.crm_metric_definitions.tests.common import approve

from ..exceptions import GateClosed


def decide(project, phase, kind, **options):
    """Decide on the gate report of this moment."""
    seen = project.sudo().gate_report(phase)["fingerprint"]
    return project.decide(phase, kind, fingerprint=seen, **options)


def confirm(project, comment=None):
    """Confirm the evidence of this moment."""
    seen = project.sudo().gate_report("software")["fingerprint"]
    return project.action_confirm_evidence(comment, seen)


class ReadinessCase(GoalCase):
    """A CRM project with one segment in scope, and people of every kind.

    `_prepare` meets every must, `_go` decides, `assertLocked` and `assertFree` try
    a change.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # a demo's project would lock what the tests prepare
        cls.env.cr.execute("UPDATE crm_readiness_project SET lock_enabled = false")
        cls.env.invalidate_all()
        cls.owner = cls._readiness_user("owner", "group_project_owner")
        cls.keeper = cls._readiness_user("keeper", "group_gate_keeper")
        cls.advisor = cls._readiness_user("advisor", "group_readiness_advisor")
        cls.onlooker = cls._readiness_user("onlooker", "group_readiness_user")
        cls.stage = cls.env["crm.stage"].create({"name": "Offer", "sequence": 50})
        cls.team = cls.env["crm.team"].create(
            {"name": "North", "company_id": cls.company.id}
        )
        cls.other_team = cls.env["crm.team"].create(
            {"name": "South", "company_id": cls.company.id}
        )

    @classmethod
    def _readiness_user(cls, login, *groups):
        return cls._goal_user(login, *(f"crm_readiness.{group}" for group in groups))

    @classmethod
    def _project(cls, segments=None, **vals):
        segments = cls.opportunity if segments is None else segments
        project = (
            cls.env["crm.readiness.project"]
            .with_user(cls.owner)
            .create(
                {
                    "name": "New CRM",
                    "map_id": cls.map.id,
                    "advisor_id": cls.advisor.partner_id.id,
                    "scope_ids": [
                        Command.create({"segment_id": segment.id})
                        for segment in segments
                    ],
                    "lock_enabled": True,
                    **vals,
                }
            )
        )
        if project.lock_enabled and not project.agreement_ids:
            cls._agree(project)
        return project

    @classmethod
    def _agree(cls, project):
        """Somebody with access to all companies agrees to hold what they share."""
        admin = cls.env.ref("base.user_admin")
        admin.company_ids = cls.env["res.company"].search([])
        project.with_user(admin).action_hold_shared()

    def _prepare(self, project):
        """Meet every must for the segment “opportunity”; return the goal."""
        if not self.win_rate.is_known:
            self._make_known(self.win_rate)
        goal = self._complete_goal()
        self._decide(goal)
        confirm(project.with_user(self.advisor))
        return goal

    def _go(self, project, phase="software", **options):
        return decide(project.with_user(self.keeper), phase, "go", **options)

    def _state(self, project, code, phase="software"):
        criteria = project.gate_report(phase)["criteria"]
        return {c["code"]: c for c in criteria}[code]["state"]

    def _waiver(self, project, **vals):
        """A waiver, asked for by the owner and granted by the gate keeper."""
        waiver = (
            self.env["crm.readiness.waiver"]
            .with_user(self.owner)
            .create({"project_id": project.id, "reason": "Trade fair", **vals})
        )
        waiver.action_request_approval()
        approve(waiver.with_user(self.keeper))
        return waiver

    def _both(self, change):
        """Assert that the gate refuses a change, and a waiver of the lock allows it."""
        project = self._project()
        before = self._locked_rows()
        self.assertRefused(change)
        self.assertEqual(self._locked_rows(), before, "a refusal leaves nothing behind")
        self._waiver(project, kind="lock", hours=1)
        change()
        self.assertNotEqual(self._locked_rows(), before, "nothing has changed")

    def _locked_rows(self):
        """Return {table: digest of its rows} of what the gate locks."""
        self.env.flush_all()
        names = self.env["crm.readiness.lock.mixin"]._readiness_models()
        names -= {"ir.model.data"}  # too many to read; they follow what they name
        tables = {self.registry[name]._table for name in names} | {"res_groups"}
        digests = {}
        for table in tables:
            [[digests[table]]] = self.env.execute_query(
                SQL(
                    "SELECT md5(string_agg((to_jsonb(t) - 'write_date' - 'write_uid')"
                    "::text, '' ORDER BY id)) FROM %s t",
                    SQL.identifier(table),
                )
            )
        return digests

    def assertRefused(self, change):
        """Assert that the gate refuses; return the error.

        Caught as a caller would: `assertRaises` would undo what was left behind.
        """
        try:
            change()
        except GateClosed as error:
            return error
        self.fail("the closed gate let it pass")

    def assertOpen(self, project, phase="software"):
        report = project.gate_report(phase)
        self.assertTrue(report["open"], report["missing"])

    def assertClosed(self, project, phase="software"):
        report = project.gate_report(phase)
        self.assertFalse(report["open"])
        self.assertTrue(report["missing"], "a closed gate says what is missing")
        return report
