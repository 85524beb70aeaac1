from odoo.tests import HttpCase, tagged

from odoo.addons.crm_metric_definitions.tests.hoot_case import HootCase

from .common import GoalCase


@tagged("post_install", "-at_install")
class TestMapViewDesktopHttp(HootCase):
    def test_desktop(self):
        self.run_suite("crm_goal_map", "desktop", timeout=900)


@tagged("post_install", "-at_install")
class TestMapViewPhoneHttp(HootCase):
    browser_size = "375x667"
    touch_enabled = True

    def test_phone(self):
        self.run_suite("crm_goal_map", "mobile", timeout=900)


@tagged("post_install", "-at_install")
class TestMapOnPhoneHttp(GoalCase, HttpCase):
    browser_size = "375x667"
    touch_enabled = True

    def test_the_list_takes_over(self):
        self._goal(name="Tour goal")
        self.start_tour(
            "/odoo/goal-map-drawn", "crm_goal_map_phone", login="goal_manager"
        )
