from odoo import http
from odoo.tests import HttpCase, new_test_user

from odoo.addons.crm_readiness.tests.common import ReadinessCase


class PortalCase(ReadinessCase, HttpCase):
    """A project with an advisor from outside, and another portal user."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.external = cls._portal_user("readiness_external")
        cls.other = cls._portal_user("readiness_other")
        cls.project = cls._project(advisor_id=cls.external.partner_id.id)
        cls.page = f"/my/readiness/{cls.project.id}"

    @classmethod
    def _portal_user(cls, login):
        return new_test_user(cls.env, login, groups="base.group_portal", lang="en_US")

    def _as(self, user):
        self.authenticate(user.login, user.login)

    def _get(self, path, user=None):
        self._as(user or self.external)
        return self.url_open(path)

    def _confirm(self, user=None, **data):
        self._as(user or self.external)
        data = {
            "csrf_token": http.Request.csrf_token(self),
            "key": self.project._evidence_key(),
            **data,
        }
        return self.url_open(f"{self.page}/confirm", data=data)

    def _known_goal(self):
        self._make_known(self.win_rate)
        return self._complete_goal()
