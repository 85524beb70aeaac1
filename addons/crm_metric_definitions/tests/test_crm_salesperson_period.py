from datetime import date, timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, new_test_user, tagged

from ..models.pipeline.crm_salesperson_period import RECORDED_FROM


@tagged("post_install", "-at_install")
class TestSalespersonPeriod(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Period = cls.env["crm.salesperson.period"]
        cls.team, cls.second = cls.env["crm.team"].create(
            [{"name": "North"}, {"name": "South"}]
        )
        cls.anna = new_test_user(
            cls.env, "period_anna", groups="sales_team.group_sale_salesman"
        )

    def setUp(self):
        super().setUp()
        self.day = date(2026, 1, 1)
        company = type(self.env.company)
        clock = patch.object(company, "_metric_today", lambda *args: self.day)
        clock.start()
        self.addCleanup(clock.stop)

    def _wait(self, days=10):
        self.day += timedelta(days=days)

    def _join(self, team=None):
        return self.env["crm.team.member"].create(
            {"crm_team_id": (team or self.team).id, "user_id": self.anna.id}
        )

    def _rows(self, domain=None):
        rows = self.Period.search(
            domain or [("user_id", "=", self.anna.id)], order="id"
        )
        return [(r.team_id.name, r.date_from, r.date_to) for r in rows]

    def test_teams_of_odoo_stay_as_they_are_in_memory(self):
        """Left and back within a day: Odoo's own list of members follows."""
        member = self._join()
        self.assertEqual(self.team.crm_team_member_ids, member)
        member.action_archive()
        self.assertFalse(self.team.crm_team_member_ids)
        self.assertFalse(self._rows())
        member.action_unarchive()
        self.assertEqual(self.team.crm_team_member_ids, member)

    def test_join_leave_and_return(self):
        member = self._join()
        first = self.day
        self.assertEqual(self._rows(), [("North", first, False)])
        self._wait()
        left = self.day
        member.action_archive()
        self._wait()
        member.action_unarchive()
        self.assertEqual(
            self._rows(), [("North", first, left), ("North", self.day, False)]
        )
        self.assertEqual(
            self.Period.search([("user_id", "=", self.anna.id)], order="id").mapped(
                "recorded_from"
            ),
            [first, self.day],
        )

    def test_moving_to_another_team_archives_the_first(self):
        self._join()
        first = self.day
        self._wait()
        self._join(self.second)
        self.assertEqual(
            self._rows(), [("North", first, self.day), ("South", self.day, False)]
        )

    def test_by_the_team_form(self):
        self.team.member_ids = self.anna
        first = self.day
        self._wait()
        self.team.member_ids = False
        self.assertEqual(self._rows(), [("North", first, self.day)])

    def test_membership_moved_by_writing_the_team(self):
        member = self._join()
        first = self.day
        self._wait()
        member.crm_team_id = self.second
        self.assertEqual(
            self._rows(), [("North", first, self.day), ("South", self.day, False)]
        )

    def test_one_day_leaves_no_row(self):
        self._join().unlink()
        self.assertEqual(self._rows(), [])

    def test_leave_and_return_on_one_day_is_gapless(self):
        member = self._join()
        first = self.day
        self._wait()
        member.action_archive()
        member.action_unarchive()
        member.action_archive()
        member.action_unarchive()
        self.assertEqual(
            self._rows(), [("North", first, self.day), ("North", self.day, False)]
        )

    def test_membership_deleted(self):
        member = self._join()
        first = self.day
        self._wait()
        member.unlink()
        self.assertEqual(self._rows(), [("North", first, self.day)])

    def test_user_archived_either_way(self):
        self._join()
        first = self.day
        self._wait()
        self.anna.active = False
        self.assertEqual(self._rows(), [("North", first, self.day)])
        self._wait()
        self.anna.active = True
        self._wait()
        self.anna.action_archive()
        self.assertEqual(len(self._rows()), 2)
        self.assertTrue(all(row[2] for row in self._rows()))

    def test_user_deleted(self):
        self._join()
        row = self.Period.search([("user_id", "=", self.anna.id)])
        self._wait()
        self.anna.unlink()
        self.env.invalidate_all()
        self.assertFalse(row.user_id)
        self.assertEqual(row.team_id, self.team)
        self.assertEqual(row.date_to, self.day)

    def test_team_archived_and_deleted(self):
        self._join()
        row = self.Period.search([("user_id", "=", self.anna.id)])
        self._wait()
        self.team.action_archive()
        self.assertEqual(row.date_to, self.day)
        self._wait()
        self.team.action_unarchive()
        running = self.Period.search(
            [("user_id", "=", self.anna.id), ("date_to", "=", False)]
        )
        self._wait()
        self.team.unlink()
        self.env.invalidate_all()
        self.assertFalse(running.team_id)
        self.assertEqual(running.date_to, self.day)

    def test_team_changes_company(self):
        self._join()
        self._wait()
        self.team.company_id = self.env.company
        rows = self.Period.search([("user_id", "=", self.anna.id)], order="id")
        self.assertEqual(rows.mapped("date_to"), [self.day, False])
        self.assertEqual(
            [row.company_id.id for row in rows], [False, self.env.company.id]
        )

    def test_sync_again_changes_nothing(self):
        self._join()
        before = self._rows([])
        self._wait()
        self.Period._sync()
        self.assertEqual(self._rows([]), before)

    def test_installation_takes_over_the_members(self):
        """Empty the table and begin once more, as the installation does."""
        self._join()
        self.env.flush_all()
        self.env.cr.execute("DELETE FROM crm_salesperson_period")
        self._wait()
        self.Period._begin_recording()
        self.env.invalidate_all()
        self.assertEqual(self._rows(), [("North", self.day, False)])
        row = self.Period.search([("user_id", "=", self.anna.id)])
        self.assertEqual(row.recorded_from, self.day)
        self._came_in("2025-03-04")
        self.assertEqual(self._rows(), [("North", date(2025, 3, 4), False)])
        self.assertEqual(
            self.env["ir.config_parameter"].get_param(RECORDED_FROM), str(self.day)
        )

    def _came_in(self, day, **vals):
        return self.env["crm.lead"].create(
            {
                "name": day,
                "type": "opportunity",
                "user_id": self.anna.id,
                "date_intake": f"{day} 12:00:00",
                **vals,
            }
        )

    def test_the_first_period_begins_with_the_first_record(self):
        self._came_in("2025-06-01", active=False)
        self._join()
        self.assertEqual(self._rows(), [("North", date(2025, 6, 1), False)])
        later = self._came_in("2025-07-01")
        self.assertEqual(self._rows(), [("North", date(2025, 6, 1), False)])
        later.date_intake = "2025-02-01 12:00:00"
        self.assertEqual(self._rows(), [("North", date(2025, 2, 1), False)])
        self.env["crm.lead"].load(
            ["name", "type", "user_id/.id", "date_intake"],
            [["I", "opportunity", str(self.anna.id), "2024-02-01 12:00:00"]],
        )
        self.assertEqual(self._rows(), [("North", date(2024, 2, 1), False)])

    def test_periods_of_a_former_version_begin_with_records(self):
        other = new_test_user(
            self.env, "period_other", groups="sales_team.group_sale_salesman"
        )
        stated = new_test_user(
            self.env, "period_stated", groups="sales_team.group_sale_salesman"
        )
        row = {"team_id": self.team.id, "recorded_from": self.day}
        old = self.Period.sudo().create(
            [
                {**row, "user_id": self.anna.id},
                {**row, "user_id": other.id, "date_from": self.day},
                {**row, "user_id": stated.id, "date_from": "2024-01-01"},
            ]
        )
        self._came_in("2025-03-01")
        self._came_in("2025-04-01", user_id=stated.id)
        self.Period.sudo()._begin_older_with_records()
        self.assertEqual(
            old.mapped("date_from"),
            [date(2025, 3, 1), self.day, date(2024, 1, 1)],
        )

    def test_a_stated_day_wins_over_records(self):
        self._join()
        row = self.Period.search([("user_id", "=", self.anna.id)])
        manager = new_test_user(
            self.env, "period_boss", groups="sales_team.group_sale_manager"
        )
        row.with_user(manager).date_from = date(2025, 5, 1)
        self._came_in("2024-06-01")
        self.assertEqual(self._rows(), [("North", date(2025, 5, 1), False)])

    def test_a_second_team_begins_when_it_is_joined(self):
        self._came_in("2025-06-01")
        self._join()
        self._wait()
        self._join(self.second)
        self.assertEqual(
            self._rows(),
            [("North", date(2025, 6, 1), self.day), ("South", self.day, False)],
        )

    def test_a_successor_was_not_there_when_the_deals_came_in(self):
        taken = self._came_in("2020-06-01", user_id=self.env.user.id)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_lead SET create_date = '2020-06-01' WHERE id = %s", [taken.id]
        )
        self.env.invalidate_all()
        taken.user_id = self.anna
        self._join()
        self.assertEqual(self._rows(), [("North", self.day, False)])

    def test_recording_began_at_installation(self):
        began = self.env["ir.config_parameter"].sudo().get_param(RECORDED_FROM)
        self.assertTrue(fields.Date.to_date(began))

    def test_rights(self):
        self._join()
        row = self.Period.search([("user_id", "=", self.anna.id)])
        manager = new_test_user(
            self.env, "period_boss", groups="sales_team.group_sale_manager"
        )
        self.assertTrue(row.with_user(manager).read(["user_id"]))
        for operation in ("create", "unlink"):
            self.assertFalse(row.with_user(manager).has_access(operation))
        with self.assertRaises(AccessError):
            row.with_user(self.anna).read(["user_id"])
        with self.assertRaises(AccessError):
            row.with_user(self.anna).write({"date_from": date(2020, 1, 1)})
        with self.assertRaises(AccessError):
            row.with_user(manager).write({"date_to": self.day})

    def test_a_manager_declares_an_earlier_first_day(self):
        """History from another system has members of its own time."""
        self._join()
        row = self.Period.search([("user_id", "=", self.anna.id)])
        manager = new_test_user(
            self.env,
            "period_boss",
            groups="sales_team.group_sale_manager",
            lang="en_US",
        )
        observed = row.recorded_from
        row.with_user(manager).date_from = date(2016, 10, 1)
        self.assertEqual(row.recorded_from, observed)
        with self.assertRaisesRegex(UserError, "earlier day"):
            row.with_user(manager).date_from = observed + timedelta(days=1)

    def test_a_manager_may_change_members(self):
        """The recording does not need the user's rights on it."""
        manager = new_test_user(
            self.env, "period_boss", groups="sales_team.group_sale_manager"
        )
        self.team.with_user(manager).member_ids = self.anna
        self.assertEqual(self._rows(), [("North", self.day, False)])
