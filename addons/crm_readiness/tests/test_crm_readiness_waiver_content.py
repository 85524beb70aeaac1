from odoo.tests import tagged

from odoo.addons.crm_metric_definitions.lib.fingerprint import canonical

from .common import ReadinessCase


@tagged("post_install", "-at_install")
class TestCrmReadinessWaiverContent(ReadinessCase):
    """The stored contents of existing databases stay valid."""

    def test_contents(self):
        project = self._project()
        criterion = self.env.ref("crm_readiness.criterion_goals_approved")
        waiver = (
            self.env["crm.readiness.waiver"]
            .with_user(self.owner)
            .create(
                [
                    {
                        "project_id": project.id,
                        "criterion_id": criterion.id,
                        "reason": "Trade  fair",
                        "expiry": "2031-12-31 10:30:00",
                    },
                    {
                        "project_id": project.id,
                        "kind": "lock",
                        "reason": "Fair",
                        "hours": 2,
                    },
                ]
            )
        )
        contents = waiver._approval_contents()
        self.assertEqual(
            [
                f'{{"criterion":"{criterion.code}","expiry":"2031-12-31 10:30:00",'
                f'"hours":null,"kind":"criterion","project":{project.id},'
                '"reason":"Trade fair"}',
                '{"criterion":null,"expiry":null,"hours":2,"kind":"lock",'
                f'"project":{project.id},"reason":"Fair"}}',
            ],
            [canonical(contents[record.id]) for record in waiver],
        )
