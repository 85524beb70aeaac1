from odoo.tests import tagged

from .hoot_case import HootCase


@tagged("post_install", "-at_install")
class TestComponentsDesktopHttp(HootCase):
    def test_desktop(self):
        self.run_suite("crm_metric_definitions", "desktop")


@tagged("post_install", "-at_install")
class TestComponentsPhoneHttp(HootCase):
    browser_size = "375x667"  # what HOOT expects of a phone
    touch_enabled = True

    def test_phone(self):
        self.run_suite("crm_metric_definitions", "mobile")
