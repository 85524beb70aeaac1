from odoo.tests import HttpCase, tagged

from odoo.addons.crm_metric_definitions.tests.hoot_case import HootCase

from .common import GoalCase


@tagged("post_install", "-at_install")
class TestMapViewDesktopHttp(HootCase):
    suite = "@crm_goal_map"

    def test_desktop(self):
        self.run_suite("desktop")


@tagged("post_install", "-at_install")
class TestMapViewPhoneHttp(HootCase):
    suite = "@crm_goal_map"
    browser_size = "375x667"
    touch_enabled = True

    def test_phone(self):
        self.run_suite("mobile")


@tagged("post_install", "-at_install")
class TestMapOnPhoneHttp(GoalCase, HttpCase):
    browser_size = "375x667"
    touch_enabled = True

    def test_the_list_takes_over(self):
        self._goal(name="Tour goal")
        self.start_tour(
            "/odoo/goal-map-drawn", "crm_goal_map_phone", login="goal_manager"
        )
