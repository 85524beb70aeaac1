from odoo.tests import tagged

from ..lib.fingerprint import canonical, fingerprint
from .common import MetricCase

MEASURE = (
    '{"aggregation":"count","breakdowns":["source_id","stage_id"],"company":null,'
    '"date":"date_closed","domain":"%s","field":null,"include_archived":%s,'
    '"records":"crm.lead","salesperson":"user_id","team":"team_id",'
    '"timing":"event","until":null}'
)
METRIC = (
    '{"company":null,"denominator":%(denominator)s,"direction":"lower",'
    '"format":"percent","kind":"ratio","numerator":%(numerator)s,"per":"week",'
    '"per_salesperson":true,"procedure":{"data_owner":%(owner)d,"frequency":"month",'
    '"known_limits":{"__lang__":{"en_US":"Only ours."}},'
    '"source":{"__lang__":{}},'
    '"steps":{"__lang__":{"de_DE":"Am Tag selbst.","en_US":"On the day itself."}},'
    '"tz":"Europe/Berlin","week_start":"1"},'
    '"unit":{"__lang__":{"en_US":"a week"}}}'
)


@tagged("post_install", "-at_install")
class TestCrmApprovalContent(MetricCase):
    """The stored contents and fingerprints of existing databases stay valid.

    The texts below were written down before the content was read from a table: a
    change of them voids the approvals of every database.
    """

    def test_content_of_a_metric(self):
        self.env["res.lang"]._activate_lang("de_DE")
        metric = self.win_rate
        metric.write(
            {
                "direction": "lower",
                "unit": "a week",
                "normalise_per": "week",
                "per_salesperson": True,
                "procedure_steps": "On the day itself.",
                "known_limits": "Only  ours.",
            }
        )
        metric.with_context(lang="de_DE").procedure_steps = "Am Tag selbst."
        opportunity = "('type', '=', 'opportunity')"
        expected = METRIC % {
            "owner": self.author.id,
            "numerator": MEASURE
            % (f"[{opportunity}, ('won_status', '=', 'won')]", "false"),
            "denominator": MEASURE
            % (f"[{opportunity}, ('won_status', 'in', ['won', 'lost'])]", "true"),
        }
        content = metric._approval_contents(1)[metric.id]
        self.assertEqual(expected, canonical(content))
        today = metric._approval_contents()[metric.id]
        self.assertEqual(fingerprint(today), metric._approval_fingerprints()[metric.id])

    def test_content_of_a_manual_metric(self):
        metric = self._metric("external", kind="manual")
        metric.data_owner_id = False
        expected = METRIC % {"owner": 0, "numerator": "null", "denominator": "null"}
        for old, new in (
            ('"direction":"lower"', '"direction":"higher"'),
            ('"percent"', '"number"'),
            ('"ratio"', '"manual"'),
            ('"week","per_salesperson":true', '"none","per_salesperson":false'),
            ('"data_owner":0', '"data_owner":null'),
            ('{"en_US":"Only ours."}', "{}"),
            (
                '{"de_DE":"Am Tag selbst.","en_US":"On the day itself."}',
                '{"en_US":"Enter the closing date on the day itself."}',
            ),
            ('{"en_US":"a week"}', "{}"),
        ):
            self.assertIn(old, expected)
            expected = expected.replace(old, new)
        content = metric._approval_contents(1)[metric.id]
        self.assertEqual(expected, canonical(content))
