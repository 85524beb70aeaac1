from odoo.tests import HttpCase

from odoo.addons.web.tests.test_js import unit_test_error_checker


class HootCase(HttpCase):
    """An addon's tests of its JavaScript, in the browser."""

    suite = ""  # an "@" and the name of the addon

    def run_suite(self, preset):
        self.browser_js(
            f"/web/tests?headless&loglevel=2&preset={preset}&timeout=15000"
            f"&id={_hoot_id(self.suite)}",
            "",
            "",
            login="admin",
            timeout=900,
            success_signal="[HOOT] Test suite succeeded",
            error_checker=unit_test_error_checker,
        )


def _hoot_id(name):
    """The id that HOOT gives to a suite."""
    number = 0
    for char in name:
        number = ((number << 5) - number + ord(char)) & 0xFFFFFFFF
    return f"{number:08x}"
