from odoo.tests import HttpCase, tagged

from odoo.addons.web.tests.test_js import unit_test_error_checker

from .common import GoalCase


class HootCase(HttpCase):
    """The addon's tests of its JavaScript, in the browser."""

    def _run_suite(self, preset):
        self.browser_js(
            f"/web/tests?headless&loglevel=2&preset={preset}&timeout=15000"
            f"&id={_hoot_id('@crm_goal_map')}",
            "",
            "",
            login="admin",
            timeout=900,
            success_signal="[HOOT] Test suite succeeded",
            error_checker=unit_test_error_checker,
        )


@tagged("post_install", "-at_install")
class TestMapViewDesktopHttp(HootCase):
    def test_desktop(self):
        self._run_suite("desktop")


@tagged("post_install", "-at_install")
class TestMapViewPhoneHttp(HootCase):
    browser_size = "375x667"
    touch_enabled = True

    def test_phone(self):
        self._run_suite("mobile")


@tagged("post_install", "-at_install")
class TestMapOnPhoneHttp(GoalCase, HttpCase):
    browser_size = "375x667"
    touch_enabled = True

    def test_the_list_takes_over(self):
        self._goal(name="Tour goal")
        self.start_tour(
            "/odoo/goal-map-drawn", "crm_goal_map_phone", login="goal_manager"
        )


def _hoot_id(name):
    """The id that HOOT gives to a suite."""
    number = 0
    for char in name:
        number = ((number << 5) - number + ord(char)) & 0xFFFFFFFF
    return f"{number:08x}"
