import json
from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger


@tagged("post_install", "-at_install")
class TestCrmMetricJson2(HttpCase):
    """Figures for other programs: ``/json/2`` with an API key."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = new_test_user(
            cls.env,
            "integrator",
            groups="base.group_user,crm_metric_definitions.group_metric_user",
            lang="en_US",
        )
        cls.metric = cls.env["crm.metric.definition"].search(
            [("code", "=", "win_rate"), ("company_id", "=", False)]
        )

    def _post(self, method, user=None, **arguments):
        keys = self.env["res.users.apikeys"].with_user(user or self.user)
        tomorrow = fields.Datetime.now() + timedelta(days=1)
        key = keys.sudo()._generate("rpc", "test", tomorrow)
        return self.url_open(
            f"/json/2/crm.metric.definition/{method}",
            data=json.dumps(arguments),
            headers={
                "Authorization": f"bearer {key}",
                "Content-Type": "application/json",
            },
        )

    def test_evaluate(self):
        response = self._post(
            "evaluate",
            ids=self.metric.ids,
            date_from="2026-01-01",
            date_to="2026-03-01",
            granularity="month",
        )
        self.assertEqual(response.status_code, 200, response.text)
        points = response.json()[str(self.metric.id)]
        self.assertEqual(
            [point["period_start"] for point in points], ["2026-01-01", "2026-02-01"]
        )
        self.assertFalse(points[0]["official"])

    @mute_logger("odoo.http")  # a refusal is logged
    def test_people_stay_behind_their_group(self):
        response = self._post(
            "evaluate",
            ids=self.metric.ids,
            date_from="2026-01-01",
            date_to="2026-03-01",
            breakdown="user",
        )
        self.assertEqual(response.status_code, 403)
        self.assertIn("Individual figures", response.text)

    def test_coverage(self):
        response = self._post(
            "coverage",
            ids=self.metric.ids,
            date_from="2026-01-01",
            date_to="2026-03-01",
        )
        entry = response.json()[str(self.metric.id)]
        left_out = sum(row["count"] for row in entry["left_out"])
        self.assertEqual(entry["counted"] + left_out, entry["population"])

    @mute_logger("odoo.http")  # a refusal is logged
    def test_nonsense_is_one_sentence(self):
        response = self._post(
            "evaluate", ids=self.metric.ids, date_from="soon", date_to="later"
        )
        self.assertEqual(response.status_code, 422)
        self.assertIn("first day", response.json()["message"])

    @mute_logger("odoo.http")  # a refusal is logged
    def test_private_methods_are_out_of_reach(self):
        for method in ("_approval_append", "_known_ids"):
            response = self._post(method, ids=self.metric.ids)
            self.assertNotEqual(response.status_code, 200)
