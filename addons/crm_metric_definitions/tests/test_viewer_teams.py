from dateutil.relativedelta import relativedelta

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .history_case import HistoryCase


@tagged("post_install", "-at_install")
class TestViewerTeams(HistoryCase):
    """No figure of a team of one for those who may not see people."""

    def _span(self):
        return str(self.start), str(self.end)

    def _teams(self, user, breakdown="team"):
        metric = self.win_rate.with_user(user)
        points = metric.evaluate(*self._span(), "total", breakdown)[metric.id]
        return {p["breakdown"]: p["status"] for p in points}

    def _hidden(self, *args):
        shown = self._teams(*args)
        return {team for team, status in shown.items() if status == "not_measurable"}

    def _third_team(self, *people):
        """Another team of these people, with one of the leads of the closed month."""
        team = self.env["crm.team"].create({"name": "Third"})
        for login in people:
            self.env["crm.team.member"].create(
                {"crm_team_id": team.id, "user_id": self._user(login).id}
            )
        leads = self.env["crm.lead"].with_context(active_test=False)
        counted = [("team_id", "=", self.team.id), ("date_closed", "!=", False)]
        leads.search(counted, limit=1).team_id = team
        return team

    def test_the_only_team_of_one_hides_the_next_smallest(self):
        third = self._third_team("x", "y", "z")
        self.assertEqual({self.solo.id, self.team.id}, self._hidden(self.reader))
        self.assertEqual("ok", self._teams(self.reader)[third.id])
        self.assertFalse(self._hidden(self.analyst))

    def test_two_teams_of_one_hide_each_other(self):
        third = self._third_team("x")
        self.assertEqual({self.solo.id, third.id}, self._hidden(self.reader))

    def _solos(self):
        leads = self.env["crm.lead"].with_context(active_test=False)
        return leads.search([("team_id", "=", self.solo.id)])

    def test_a_team_of_one_without_any_record_hides_nothing(self):
        self._solos().team_id = self.team
        self.assertFalse(self._hidden(self.reader))

    def test_what_is_hidden_does_not_follow_the_figures(self):
        """Else figures of spans with and without them could be subtracted."""
        third = self._third_team("x", "y", "z")
        both = {self.solo.id, self.team.id}
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_lead SET date_closed = date_closed - interval '1 year'"
            " WHERE team_id = %s",
            (self.team.id,),
        )
        self.assertEqual(both, self._hidden(self.reader))
        self._solos().date_closed = False
        self.assertEqual(both, self._hidden(self.reader))
        self.assertEqual("ok", self._teams(self.reader)[third.id])

    def test_not_assigned_hides_nobody(self):
        leads = self.env["crm.lead"].with_context(active_test=False)
        counted = [("team_id", "=", self.team.id), ("date_closed", "!=", False)]
        leads.search(counted, limit=1).team_id = False
        self.assertEqual({self.solo.id, self.team.id}, self._hidden(self.reader))

    def _dates(self, user, since, until=None):
        periods = self.env["crm.salesperson.period"].search([("user_id", "=", user.id)])
        periods.write({"date_from": since, "date_to": until})

    def test_a_span_with_a_day_of_one_member(self):
        third = self._third_team("x", "y", "z")
        periods = self.env["crm.salesperson.period"].search(
            [("team_id", "=", third.id)]
        )
        periods.date_from = self.start + relativedelta(days=3)
        self.assertNotIn(third.id, self._hidden(self.reader))
        periods[0].date_from = self.start
        self.assertIn(third.id, self._hidden(self.reader))

    def test_each_month_by_its_own_members(self):
        self._dates(self.cem, None)
        self._third_team("x", "y", "z")
        span = (self.start - relativedelta(months=2), self.end)
        cem_and_x = self.env["crm.team.member"].create(
            {"crm_team_id": self.solo.id, "user_id": self._user("second").id}
        )
        self._dates(cem_and_x.user_id, self.start)
        metric = self.win_rate.with_user(self.reader)
        points = metric.evaluate(*span, "month", "team")[metric.id]
        hidden = {
            p["period_start"]
            for p in points
            if p["breakdown"] == self.solo.id and p["status"] == "not_measurable"
        }
        self.assertNotIn(str(self.start), hidden)
        self.assertEqual(2, len(hidden))
        points = metric.evaluate(*span, "total", "team")[metric.id]
        status = {p["breakdown"]: p["status"] for p in points}
        self.assertEqual("not_measurable", status[self.solo.id])

    def test_a_team_of_nobody(self):
        third = self._third_team()
        self.assertIn(third.id, self._hidden(self.reader))

    def test_a_team_under_another_name(self):
        measures = self.win_rate.numerator_id | self.win_rate.denominator_id
        measures.sudo().breakdown_field_ids = [Command.link(self._field("team_id"))]
        self._make_known(self.win_rate)  # its approval has lapsed
        self.assertIn(self.solo.id, self._hidden(self.reader, "team_id"))

    def test_its_records_are_not_counted_either(self):
        for team in self.solo, self.team:
            options = {"breakdown": "team", "breakdown_id": team.id}
            with self.assertRaisesRegex(AccessError, "single person"):
                self.win_rate.with_user(self.reader).action_drill_down(
                    *self._span(), **options
                )
            action = self.win_rate.with_user(self.analyst).action_drill_down(
                *self._span(), **options
            )
            self.assertIn("visible to you", action["name"])

    def test_nor_are_those_left_out_where_none_is_counted(self):
        leads = self.env["crm.lead"].with_context(active_test=False)
        leads.search([("team_id", "=", self.solo.id)]).team_id = self.team
        self.assertFalse(self._hidden(self.reader), "no part with a figure is hidden")
        options = {"breakdown": "team", "breakdown_id": self.solo.id}
        for reason in ("counted", "archived", "no_date"):
            with self.assertRaisesRegex(AccessError, "single person"):
                self.win_rate.with_user(self.reader).action_drill_down(
                    *self._span(), reason=reason, **options
                )

    def test_a_part_is_named_by_its_id(self):
        drill_down = self.win_rate.with_user(self.reader).action_drill_down
        for part in (True, False, "1", [self.solo.id]):
            with self.subTest(part), self.assertRaises(UserError):
                drill_down(*self._span(), breakdown="team", breakdown_id=part)
        # where there is no other team, "not assigned" would tell it
        leads = self.env["crm.lead"].with_context(active_test=False)
        leads.search([("team_id", "=", self.team.id)]).team_id = False
        self.assertEqual({self.solo.id, None}, self._hidden(self.reader))
        with self.assertRaisesRegex(AccessError, "single person"):
            drill_down(*self._span(), breakdown="team", breakdown_id=None)

    def test_recorded_figures_have_no_total_that_depends_on_the_viewer(self):
        third = self._third_team("x", "y", "z")
        self._third_team("v", "w", "u")
        self._record()
        by_team = [("metric_id", "=", self.win_rate.id), ("breakdown", "=", "team")]
        by_team.append(("granularity", "=", "month"))
        for user in (self.reader, self.analyst):
            values = self.env["crm.metric.value"].with_user(user)
            seen = values.search(by_team)
            self.assertIn(third, seen.team_id)
            self.assertGreater(len(seen), 1)
            self.assertEqual(
                [(False,)], values._read_group(by_team, [], ["figure:sum"]), user.login
            )

    def test_history_hides_it_whoever_runs_the_job(self):
        group = "crm_metric_definitions.group_individual_figures"
        self.env.user.group_ids = [Command.link(self.env.ref(group).id)]
        self._record()
        row = self._rows("team", team_id=self.solo.id)
        self.assertTrue(row)
        self.assertTrue(all(row.mapped("personal")))
