from unittest.mock import patch

from odoo import SUPERUSER_ID
from odoo.tests import tagged

from .common import ReadinessCase


@tagged("post_install", "-at_install")
class TestLock(ReadinessCase):
    """What the mixin does beside the doors that `TestDoors` tries on every model."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lost_reason = cls.env["crm.lost.reason"].create({"name": "Too late"})

    def test_unarchive(self):
        self.lost_reason.action_archive()
        self._both(self.lost_reason.action_unarchive)

    def test_fold_from_kanban(self):
        self._both(lambda: self.stage.web_save({"fold": True}, {"fold": {}}))

    def test_name_create(self):
        self._both(lambda: self.env["crm.stage"].name_create("New"))

    def test_server_action_that_catches(self):
        action = self.env["ir.actions.server"].create(
            {
                "name": "Rename",
                "model_id": self.env["ir.model"]._get_id("crm.stage"),
                "state": "code",
                "code": "try:\n  records.write({'name': 'Caught'})\n"
                "except Exception:\n  log('refused')",
            }
        )
        self._project()
        action.with_context(active_model="crm.stage", active_ids=self.stage.ids).run()
        self.env.invalidate_all()
        self.assertEqual(self.stage.name, "Offer")

    def test_nobody_and_nothing_lifts_it(self):
        self._project()
        admin = self.env.ref("base.user_admin")
        for stage in (
            self.stage.sudo(),
            self.stage.with_user(SUPERUSER_ID),
            self.stage.with_user(admin),
            self.stage.with_context(
                install_mode=True,
                module="crm",
                install_module="crm",
                import_file=True,
                _import_current_module="crm",
                _force_unlink=True,
                active_test=False,
                tracking_disable=True,
                no_lock=True,
            ),
            self.stage.with_company(self.company),
        ):
            with self.subTest(stage=stage.env):
                self.assertRefused(lambda stage=stage: stage.write({"name": "New"}))
                self.assertRefused(lambda stage=stage: stage.create({"name": "New"}))
                self.assertRefused(stage.unlink)

    def test_module_operations_pass(self):
        self._project()
        with patch.object(self.env.registry, "ready", False):
            self.stage.write({"name": "By upgrade"})
            self.env["crm.stage"].create({"name": "By data file"})

    def test_message_names_what_is_missing(self):
        project = self._project()
        error = self.assertRefused(lambda: self.stage.write({"name": "New"}))
        message, action, button, context = error.args
        self.assertIn("position", message)
        self.assertIn("New CRM", message)
        self.assertEqual(context["active_id"], project.id)
        self.assertTrue(button)

    def test_caught_refusal_leaves_nothing(self):
        """A value that moves a free record under the lock is undone."""
        kind = self.env["mail.activity.type"].create({"name": "Free"})
        self._project()
        self.assertRefused(
            lambda: kind.write({"name": "Changed", "res_model": "crm.lead"})
        )
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(kind.name, "Free")
        self.assertFalse(kind.res_model)
