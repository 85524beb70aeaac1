from odoo.tests import HttpCase

from odoo.addons.web.tests.test_js import unit_test_error_checker


class HootCase(HttpCase):
    """Runs an addon's tests of its JavaScript in the browser."""

    def run_suite(self, addon, preset, timeout=300):
        self.browser_js(
            f"/web/tests?headless&loglevel=2&preset={preset}&timeout=15000"
            f"&id={_hoot_id(f'@{addon}')}",
            "",
            "",
            login="admin",
            timeout=timeout,
            success_signal="[HOOT] Test suite succeeded",
            error_checker=unit_test_error_checker,
        )


def _hoot_id(name):
    """Return the id that HOOT gives to a suite."""
    number = 0
    for char in name:
        number = ((number << 5) - number + ord(char)) & 0xFFFFFFFF
    return f"{number:08x}"
