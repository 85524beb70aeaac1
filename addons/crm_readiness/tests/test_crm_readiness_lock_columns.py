from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import ReadinessCase


@tagged("post_install", "-at_install")
class TestLockColumns(ReadinessCase, HttpCase):
    """Columns of the pipeline and the pager of a form, in a real browser."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.boss = cls._goal_user("boss", "sales_team.group_sale_manager")
        # nothing but our own columns
        cls.env["crm.lead"].with_context(active_test=False).search([]).unlink()
        cls.env["crm.stage"].search([]).unlink()
        cls.stages = cls.env["crm.stage"].create(
            [
                {"name": "Begin", "sequence": 1},
                {"name": "Middle", "sequence": 2},
                {"name": "Free", "sequence": 3},
            ]
        )
        cls.lead = cls.env["crm.lead"].create(
            {
                "name": "Movable",
                "type": "opportunity",
                "user_id": cls.boss.id,
                "stage_id": cls.stages[0].id,
                "team_id": False,
            }
        )

    def _tour(self, name):
        self.start_tour(
            "/odoo/action-crm.crm_lead_action_pipeline", name, login="goal_boss"
        )
        self.env.invalidate_all()
        stages = self.env["crm.stage"].search([])
        self.assertEqual(stages.mapped("name"), ["Begin", "Middle", "Free"])
        self.assertEqual(stages.mapped("sequence"), [1, 2, 3])

    def test_all_held(self):
        self._project()
        self._tour("crm_readiness_locked_columns")
        self.assertEqual(self.lead.stage_id.name, "Middle")

    @mute_logger("odoo.http")  # a refusal is logged
    def test_some_held(self):
        """One column is free: the others are refused by the server."""
        self.stages[2].team_ids = self.other_team
        self.lead.copy({"stage_id": self.stages[2].id, "team_id": self.other_team.id})
        self._project(team_ids=self.team.ids)
        self._tour("crm_readiness_refused_columns")

    @mute_logger("odoo.http")  # a refusal is logged
    def test_pager(self):
        """The banner of a form follows the record that it shows."""
        self.team.write({"name": "Held team", "sequence": -2})
        self.other_team.write({"name": "Free team", "sequence": -1})
        self._project(team_ids=self.team.ids)
        self.start_tour(
            "/odoo/action-sales_team.crm_team_action_config",
            "crm_readiness_pager",
            login="goal_boss",
        )
        self.assertEqual(self.other_team.name, "Freer team")
        self.assertEqual(self.team.name, "Held team")
