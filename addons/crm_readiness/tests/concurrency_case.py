from odoo import SUPERUSER_ID, api
from odoo.fields import Command
from odoo.tools import SQL

from odoo.addons.crm_metric_definitions.tests.committed_case import CommittedCase

from .common import confirm, decide

WAIVER = "crm.readiness.waiver"
# what to delete after a test, in this order: table, column, name of the id
ROWS = (
    ("crm_readiness_decision", "project_id", "project"),
    ("crm_readiness_confirmation", "project_id", "project"),
    ("crm_readiness_waiver", "project_id", "project"),
    ("crm_readiness_agreement", "project_id", "project"),
    ("crm_readiness_project", "id", "project"),
    ("crm_goal", "map_id", "map"),
    ("crm_goal_map", "id", "map"),
)


class ConcurrencyCase(CommittedCase):
    """A project in committed rows, for tests with several real transactions.

    Its one segment has a position with a reason for no goal: so every must is met
    without metrics, and taking the reason away closes the gate.
    """

    def setUp(self):
        super().setUp()
        with self.registry.cursor() as cr:
            self._fill(api.Environment(cr, SUPERUSER_ID, {}))
        self.addCleanup(self._clean)

    def _fill(self, env):
        cr = env.cr
        cr.execute("SELECT id FROM crm_readiness_project WHERE lock_enabled")
        self.other_locks = [id_ for (id_,) in cr.fetchall()]
        self._switch(cr, self.other_locks, False)
        cr.execute("SELECT COALESCE(max(id), 0) FROM crm_approval")
        self.last_approval = cr.fetchone()[0]
        groups = {
            "owner": "crm_readiness.group_project_owner",
            "keeper": "crm_readiness.group_gate_keeper",
            "advisor": "crm_readiness.group_readiness_advisor",
        }
        users = {
            name: env["res.users"].create(
                {
                    "name": name,
                    "login": f"concurrent_{name}",
                    "group_ids": [Command.set([env.ref("base.group_user").id])],
                }
            )
            for name in groups
        }
        for name, user in users.items():
            user.group_ids += env.ref(groups[name])
            user.group_ids += env.ref("crm_goal_map.group_goal_user")
        self.uids = {name: user.id for name, user in users.items()}
        segment = env.ref("crm_goal_map.segment_opportunity")
        goal_map = env["crm.goal.map"].create({"name": "Concurrent"})
        position = env["crm.goal.position"].create(
            {
                "map_id": goal_map.id,
                "segment_id": segment.id,
                "existence": "weak",
                "no_goal_reason": "Comes later.",
            }
        )
        stage = env["crm.stage"].create({"name": "Concurrent"})
        project = env["crm.readiness.project"].create(
            {
                "name": "Concurrent",
                "map_id": goal_map.id,
                "owner_id": self.uids["owner"],
                "advisor_id": users["advisor"].partner_id.id,
                "scope_ids": [Command.create({"segment_id": segment.id})],
                "lock_enabled": True,
            }
        )
        admin = env.ref("base.user_admin")
        admin.company_ids = env["res.company"].search([])
        if not project.agreement_ids:
            project.with_user(admin).action_hold_shared()
        confirm(project.with_user(users["advisor"]))
        self.ids = {
            "project": project.id,
            "position": position.id,
            "stage": stage.id,
            "map": goal_map.id,
        }

    def _clean(self):
        """Delete by SQL, because append-only rows cannot be deleted otherwise."""
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            for table, column, name in ROWS:
                names = SQL.identifier(table), SQL.identifier(column)
                cr.execute(SQL("DELETE FROM %s WHERE %s = %s", *names, self.ids[name]))
            cr.execute(
                "DELETE FROM crm_approval WHERE id > %s AND res_model IN %s",
                [self.last_approval, ("crm.goal", "crm.goal.map", WAIVER)],
            )
            env.invalidate_all()
            env["crm.stage"].browse(self.ids["stage"]).unlink()
            users = env["res.users"].browse(self.uids.values())
            partners = users.partner_id
            users.unlink()
            partners.unlink()
            self._switch(cr, self.other_locks, True)

    def _switch(self, cr, project_ids, on):
        """Turn the locks of existing projects off and on: a demo has some."""
        cr.execute(
            "UPDATE crm_readiness_project SET lock_enabled = %s WHERE id = ANY(%s)",
            [on, project_ids],
        )

    def _env(self, cr, login=None):
        return api.Environment(cr, self.uids[login] if login else SUPERUSER_ID, {})

    def _record(self, cr, name, login=None):
        model = {
            "project": "crm.readiness.project",
            "position": "crm.goal.position",
            "stage": "crm.stage",
        }[name]
        return self._env(cr, login)[model].browse(self.ids[name])

    def _decide(self, cr, kind="go", **options):
        project = self._record(cr, "project", "keeper")
        return decide(project, "software", kind, **options)

    def _edit(self, cr):
        """Take away what the decision rests on."""
        self._record(cr, "position").no_goal_reason = False
        cr.flush()
