from datetime import datetime

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import make_known
from .library_case import LibraryCase


@tagged("post_install", "-at_install")
class TestLibraryContacts(LibraryCase):
    """Five contacts of one company over 2024, counted by hand."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        own = {"company_id": cls.company.id}
        # every shared contact would count as well
        cls.env.cr.execute(
            "UPDATE res_partner SET active = FALSE WHERE company_id IS NULL"
            " AND id NOT IN (SELECT partner_id FROM res_users)"
            " AND id NOT IN (SELECT partner_id FROM res_company)"
        )
        cls.env.invalidate_all()
        start = datetime(2022, 1, 1)
        cls.often, cls.twice, cls.once, cls.never = (
            cls._contact(name, since=start, **own)
            for name in ("Often", "Twice", "Once", "Never")
        )
        cls.fresh = cls._contact("Fresh", since=datetime(2024, 12, 1), **own)

    def setUp(self):
        super().setUp()
        # archived, so not counted, but Odoo has been used for long enough
        self._note(self.carl, date=datetime(2022, 1, 1))
        for month in range(1, 7):
            self._note(self.often, date=datetime(2024, month, 5, 9))
        self._done(self.often, self.call, date=datetime(2024, 6, 5, 15))  # same day
        self._note(self.twice, date=datetime(2024, 3, 1))
        self._note(self.twice, user=self.bert, date=datetime(2024, 9, 1))
        self._meet(self.once, date=datetime(2024, 5, 1, 8))
        self._note(self.fresh, user=self.bert, date=datetime(2024, 12, 2))
        self.env.flush_all()

    YEAR = {"start": "2024-01-01", "end": "2025-01-01"}

    def test_touches_per_contact_and_year(self):
        """6 + 2 + 1 + 1 days; five contacts at the end of the year."""
        self._assert("contacts_per_contact_year", 10, 5, 2, **self.YEAR)

    def test_neglected(self):
        """Once and never; the fresh one is not judged yet."""
        self._assert("contacts_below_two_touches", 2, 4, 0.5, **self.YEAR)
        summer = {"start": "2024-03-01", "end": "2024-08-01"}
        self._assert("contacts_below_two_touches", 3, 4, 0.75, **summer)

    def test_knowledge(self):
        """Four are documented; before September each by one person only."""
        self._assert("single_owner_knowledge_rate", 3, 4, 0.75, **self.YEAR)
        self._assert(
            "single_owner_knowledge_rate", 3, 3, 1, start="2024-01-01", end="2024-09-01"
        )

    def test_by_person_takes_the_group(self):
        metric = self.env.ref("crm_metric_definitions.metric_contacts_per_contact_year")
        with self.assertRaises(AccessError):
            metric.with_user(self.manager).evaluate(
                "2024-01-01", "2025-01-01", "total", "user"
            )

    def test_readers_see_the_same_figure(self):
        """A reader may not read the touches, and still gets the same number, once the
        metric is known."""
        reader, author, approver = (
            new_test_user(
                self.env,
                f"library_{login}",
                groups=f"sales_team.group_sale_salesman,crm_metric_definitions.{group}",
                company_id=self.company.id,
                company_ids=[(6, 0, self.env["res.company"].search([]).ids)],
            )
            for login, group in (
                ("reader", "group_metric_user"),
                ("author", "group_metric_manager"),
                ("approver", "group_metric_approver"),
            )
        )
        metric = self.env.ref("crm_metric_definitions.metric_contacts_per_contact_year")
        span = ("2024-01-01", "2025-01-01", "total")
        (hidden,) = metric.with_user(reader).evaluate(*span)[metric.id]
        self.assertIsNone(hidden["value"])
        metric.write({"tz": self.company.metric_tz, "data_owner_id": author.id})
        make_known(metric, author, approver)
        self.assertTrue(metric.is_known)
        (point,) = metric.with_user(reader).evaluate(*span)[metric.id]
        self.assertEqual(2, point["value"])
        self.assertEqual(
            metric.with_user(reader).evaluate(*span), metric.evaluate(*span)
        )
