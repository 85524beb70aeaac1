from datetime import datetime

from .contact_case import ContactCase


def january(day, hour=12):
    return datetime(2024, 1, day, hour)


class LibraryCase(ContactCase):
    """A company of its own, and what the library says of it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env["res.company"].create({"name": "Library Inc."})
        cls.env.user.company_ids += cls.company
        cls.env = cls.env(
            context={**cls.env.context, "allowed_company_ids": [cls.company.id]}
        )
        (cls.anna + cls.bert).company_ids += cls.company
        cls.Lead = cls.env["crm.lead"]
        cls.team = cls.env["crm.team"].create(
            {"name": "Library", "company_id": cls.company.id}
        )
        cls.won = cls.env.ref("crm.stage_lead4")

    def _point(self, code, start="2024-01-01", end="2024-02-01"):
        metric = self.env.ref(f"crm_metric_definitions.metric_{code}")
        metric.tz = self.env.company.metric_tz = "UTC"
        [point] = metric.evaluate(start, end, "total")[metric.id]
        return point

    def _assert(self, code, numerator, denominator, value, **span):
        point = self._point(code, **span)
        self.assertEqual(point["status"], "ok", (code, point))
        self.assertAlmostEqual(point["numerator"], numerator, msg=code)
        if denominator is not None:
            self.assertAlmostEqual(point["denominator"], denominator, msg=code)
        self.assertAlmostEqual(point["value"], value, msg=code)
