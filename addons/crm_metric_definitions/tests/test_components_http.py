from odoo.tests import HttpCase, tagged

from odoo.addons.web.tests.test_js import unit_test_error_checker


class HootCase(HttpCase):
    """The addon's tests of its JavaScript, in the browser."""

    def run_suite(self, preset):
        self.browser_js(
            f"/web/tests?headless&loglevel=2&preset={preset}&timeout=15000"
            f"&id={_hoot_id('@crm_metric_definitions')}",
            "",
            "",
            login="admin",
            timeout=300,
            success_signal="[HOOT] Test suite succeeded",
            error_checker=unit_test_error_checker,
        )


@tagged("post_install", "-at_install")
class TestComponentsDesktopHttp(HootCase):
    def test_desktop(self):
        self.run_suite("desktop")


@tagged("post_install", "-at_install")
class TestComponentsPhoneHttp(HootCase):
    browser_size = "375x667"  # what HOOT expects of a phone
    touch_enabled = True

    def test_phone(self):
        self.run_suite("mobile")


def _hoot_id(name):
    """The id that HOOT gives to a suite."""
    number = 0
    for char in name:
        number = ((number << 5) - number + ord(char)) & 0xFFFFFFFF
    return f"{number:08x}"
