from odoo.tests import tagged

from .hoot_case import HootCase


@tagged("post_install", "-at_install")
class TestComponentsDesktopHttp(HootCase):
    suite = "@crm_metric_definitions"

    def test_desktop(self):
        self.run_suite("desktop")


@tagged("post_install", "-at_install")
class TestComponentsPhoneHttp(HootCase):
    suite = "@crm_metric_definitions"
    browser_size = "375x667"  # what HOOT expects of a phone
    touch_enabled = True

    def test_phone(self):
        self.run_suite("mobile")
