from odoo.tests import tagged

from odoo.addons.crm_metric_definitions.lib.fingerprint import canonical
from odoo.addons.crm_metric_definitions.public import ContentWords

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

    def test_words(self):
        self.env["res.lang"]._activate_lang("de_DE")
        self.env["ir.module.module"]._load_module_terms(["crm_readiness"], ["de_DE"])
        waiver = self._waiver(self._project(), kind="lock", hours=2)
        waiver.write({"hours": 3, "reason": "Trade fair and stocktaking"})

        def rows(lang):
            shown = waiver.with_user(self.keeper).with_context(lang=lang)
            return {
                row["label"]: (row["old_text"], row["new_text"])
                for row in shown._approval_changes()
            }

        self.assertEqual(
            rows("en_US"),
            {
                "Hours": ("2", "3"),
                "Reason": ("Trade fair", "Trade fair and stocktaking"),
            },
        )
        self.assertEqual(
            rows("de_DE")["Begründung"], ("Trade fair", "Trade fair and stocktaking")
        )
        criterion = self.env.ref("crm_readiness.criterion_goals_approved")
        other = self.env.ref("crm_readiness.criterion_metrics_known")
        words = ContentWords(waiver)
        before = {"criterion": criterion.code, "expiry": "2031-12-31 10:30:00"}
        after = {"criterion": other.code, "expiry": "2031-12-30 10:30:00"}
        codes, expiry = words.changes(before, after)
        self.assertEqual(
            (codes["old_text"], codes["new_text"]), (criterion.name, other.name)
        )
        self.assertIn("2031", expiry["new_text"])
        self.assertNotIn("2031-12", expiry["new_text"])
