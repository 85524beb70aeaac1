from datetime import datetime, timedelta

from odoo.exceptions import AccessError
from odoo.tests import TransactionCase, new_test_user, tagged

PAST = datetime(2024, 3, 5, 9, 30)


@tagged("post_install", "-at_install")
class TestLeadCycle(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Lead = cls.env["crm.lead"].with_context(tracking_disable=True)
        cls.Cycle = cls.env["crm.lead.cycle"]

    def _cycle(self, intake=PAST, closed=None, **vals):
        lead = self.Lead.create(
            {"name": "A", "type": "opportunity", "date_intake": intake, **vals}
        )
        if closed is not None:
            lead.write({"active": False, "date_ended": closed})
        return self.Cycle.browse(lead.id)

    def _average(self, cycles, name):
        [[average]] = self.Cycle._read_group(
            [("id", "in", cycles.ids)], aggregates=[f"{name}:avg"]
        )
        return average

    def test_days_to_close_average_skips_the_unknown(self):
        known = self._cycle(closed=PAST + timedelta(days=3, hours=12))
        undated = self._cycle(intake=False, closed=PAST)
        still_open = self._cycle()
        before = self._cycle(closed=PAST - timedelta(days=3))
        cycles = known | undated | still_open | before
        self.assertEqual(self._average(cycles, "days_to_close"), 3.5)
        self.assertFalse(self._average(cycles - known, "days_to_close"))

    def test_old_after_ninety_days_unless_closed(self):
        day = timedelta(days=1)
        self.assertEqual(self._cycle().date_old, PAST + 90 * day)
        self.assertFalse(self._cycle(closed=PAST + 90 * day).date_old)
        self.assertTrue(self._cycle(closed=PAST + 91 * day).date_old)
        self.assertFalse(self._cycle(intake=False).date_old)

    def test_days_to_assign(self):
        user = self.env.user
        at_once = self._cycle(user_id=user.id)
        self.assertEqual(self._average(at_once, "days_to_assign"), 0)
        later = self._cycle(user_id=False)
        self.assertFalse(later.date_first_assigned)
        later.lead_id.date_first_assigned = later.date_created.replace(
            microsecond=0
        ) + timedelta(days=2)
        cycles = at_once | later | self._cycle(user_id=False)
        self.assertEqual(self._average(cycles, "days_to_assign"), 1)

    def test_lost_ones_are_included(self):
        cycle = self._cycle()
        cycle.lead_id.action_set_lost()
        cycle.invalidate_recordset()
        self.assertEqual(self.Cycle.search([("id", "=", cycle.id)]), cycle)
        self.assertEqual(cycle.won_status, "lost")

    def test_rights(self):
        cycle = self._cycle()
        manager = new_test_user(
            self.env, "cycle_boss", groups="sales_team.group_sale_manager"
        )
        seller = new_test_user(
            self.env, "cycle_seller", groups="sales_team.group_sale_salesman"
        )
        self.assertTrue(cycle.with_user(manager).has_access("read"))
        self.assertFalse(cycle.with_user(seller).has_access("read"))
        with self.assertRaises(AccessError):
            cycle.with_user(manager).read(["user_id"])
        # a team can be one person
        for model in ("crm.lead.cycle", "crm.contact.touch"):
            rows = self.env[model].with_user(manager)
            with self.assertRaises(AccessError):
                rows._read_group([], ["team_id"], ["__count"])
            views = rows.get_views(
                [(False, "list"), (False, "pivot"), (False, "search")]
            )
            for view in views["views"].values():
                self.assertNotIn("team_id", view["arch"])
        for operation in ("write", "create", "unlink"):
            self.assertFalse(cycle.with_user(manager).has_access(operation))
        company = self.env["res.company"].create({"name": "Elsewhere"})
        foreign = self._cycle(company_id=company.id, user_id=False, team_id=False)
        self.assertFalse(foreign.with_user(manager).has_access("read"))
