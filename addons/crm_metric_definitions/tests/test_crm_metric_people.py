from odoo.exceptions import AccessError
from odoo.fields import Command, Domain
from odoo.tests import tagged

from ..models.crm_metric_definition_people import names_person
from .history_case import HistoryCase


@tagged("post_install", "-at_install")
class TestCrmMetricPeople(HistoryCase):
    """No figure of one person for those who may not see people."""

    def _span(self):
        return str(self.start), str(self.end)

    # -- a condition that names a person -----------------------------------

    def test_which_conditions_name_a_person(self):
        leads = self.env["crm.lead"]
        for names in (
            [("user_id", "=", 7)],
            [("type", "=", "lead"), "|", ("active", "=", True), ("user_id", "in", [7])],
            [("user_id", "!=", 7)],
            ["!", ("user_id", "child_of", 7)],
            [("user_id", "ilike", "ann")],
            [("user_id.login", "=", "ann")],
            [("user_id.partner_id", "=", 3)],
            [("user_id.partner_id.name", "=", "Ann")],
            [("user_id", "any", [("login", "=", "ann")])],
            [("team_id.member_ids", "in", [7])],
            [("team_id", "any", [("user_id", "=", 7)])],
            [("create_uid", "=", 7)],
        ):
            self.assertTrue(names_person(leads, Domain(names)), names)
        for harmless in (
            [],
            [("user_id", "!=", False)],
            [("user_id", "in", [False])],
            [("user_id.active", "=", True)],
            [("user_id.sale_team_id", "=", 3)],
            [("team_id", "=", 3), ("partner_id.name", "=", "Ann")],
        ):
            self.assertFalse(names_person(leads, Domain(harmless)), harmless)

    def _of_ann(self):
        domain = f"[('type', '=', 'opportunity'), ('user_id', '=', {self.ann.id})]"
        measure = self._measure("Of Ann", domain, include_archived=True)
        return self._metric("of_ann", numerator_id=measure.id)

    def test_it_is_not_measurable_for_others_and_spoils_nothing(self):
        of_ann = self._of_ann()
        both = of_ann | self.win_rate
        found = both.with_user(self.reader).evaluate(*self._span(), "total")
        (point,) = found[of_ann.id]
        self.assertEqual((None, "not_measurable", 0), self._shown(point))
        self.assertIn("names a person", point["note"])
        self.assertEqual("ok", found[self.win_rate.id][0]["status"])
        (point,) = of_ann.with_user(self.analyst).evaluate(*self._span(), "total")[
            of_ann.id
        ]
        self.assertEqual("ok", point["status"])
        self.assertGreater(point["value"], 0)

    def _shown(self, point):
        return point["value"], point["status"], point["population"]

    def test_no_other_door_shows_it(self):
        of_ann = self._of_ann()
        known = of_ann.with_user(self.analyst).coverage(*self._span())[of_ann.id]
        self.assertGreater(known["counted"], 0)
        blind = of_ann.with_user(self.reader)
        covered = blind.coverage(*self._span())[of_ann.id]
        self.assertEqual((0, 0), (covered["population"], covered["counted"]))
        self.assertIn("names a person", covered["note"])
        with self.assertRaisesRegex(AccessError, "names a person"):
            blind.action_drill_down(*self._span())
        self.assertEqual("not known yet", blind.live_value)
        self.assertFalse(blind.process_chart()["limits"])

    def test_its_history_is_personal(self):
        self.assertTrue(self._of_ann()._is_personal(None))
        self.assertFalse(self.win_rate._is_personal(None))

    # -- teams of one ------------------------------------------------------

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

    def test_a_team_of_one_without_any_figure_hides_nothing(self):
        leads = self.env["crm.lead"].with_context(active_test=False)
        leads.search([("team_id", "=", self.solo.id)]).team_id = self.team
        self.assertFalse(self._hidden(self.reader))

    def test_a_team_under_another_name(self):
        measures = self.win_rate.numerator_id | self.win_rate.denominator_id
        measures.sudo().breakdown_field_ids = [Command.link(self._field("team_id"))]
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
