from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.fields import Command, Domain
from odoo.tests import tagged

from ..models.crm_metric_definition_people import named_ids, names_person
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

    def test_which_conditions_name_a_team_or_a_contact(self):
        leads = self.env["crm.lead"]
        team, contact = "crm.team", "res.partner"
        for domain, named in (
            ([("team_id", "=", 3)], {(team, 3)}),
            ([("team_id", "not in", [3, 4])], {(team, 3), (team, 4)}),
            ([("team_id.id", "=", 3)], {(team, 3)}),
            ([("team_id", "any", [("id", "in", [3])])], {(team, 3)}),
            ([("user_id.sale_team_id", "=", 3)], {(team, 3)}),
            ([("team_id", "ilike", "North")], {(team, None)}),
            ([("team_id.name", "=", "North")], {(team, None)}),
            ([("partner_id", "in", [5])], {(contact, 5)}),
            ([("team_id", "!=", False), ("partner_id.type", "=", "contact")], set()),
            ([("team_id.active", "=", True), ("stage_id", "=", 3)], set()),
        ):
            self.assertEqual(named, named_ids(leads, Domain(domain)), domain)

    def _status(self, metric, user, *span, breakdown=None):
        points = metric.with_user(user).evaluate(*span, "total", breakdown)[metric.id]
        return {p["breakdown"]: p["status"] for p in points}

    def test_a_condition_on_a_team_of_one_names_its_person(self):
        for value, shown in (
            (self.solo.id, "not_measurable"),
            (self.team.id, "ok"),
            ("One person", "not_measurable"),
        ):
            domain = [("type", "=", "opportunity"), ("team_id", "=", value)]
            measure = self._measure("Of a team", str(domain), include_archived=True)
            metric = self._metric(
                f"of_team_{len(str(value))}_{shown}", numerator_id=measure.id
            )
            with self.subTest(value):
                self.assertEqual(
                    {None: shown}, self._status(metric, self.reader, *self._span())
                )
                self.assertEqual(
                    {None: "ok"}, self._status(metric, self.analyst, *self._span())
                )
                self.assertEqual(shown != "ok", metric._is_personal(None))

    def test_the_contact_of_a_colleague_is_a_person(self):
        lead = self._lead("Written on")
        lead.with_user(self.ann).message_post(body="By Ann")
        today = fields.Date.today()
        span = (today, today + timedelta(days=1))
        author = self.ann.partner_id.id
        of_lead = f"('model', '=', 'crm.lead'), ('res_id', '=', {lead.id})"
        by_author = [Command.set([self._field("author_id", "mail.message")])]
        notes = self._measure(
            "Notes",
            f"[{of_lead}]",
            "date",
            model="mail.message",
            breakdown_field_ids=by_author,
        )
        anns = self._measure(
            "Of Ann",
            f"[{of_lead}, ('author_id', '=', {author})]",
            "date",
            model="mail.message",
        )
        notes = self._metric("notes", numerator_id=notes.id)
        anns = self._metric("notes_of_ann", numerator_id=anns.id)
        for user, shown in ((self.reader, "not_measurable"), (self.analyst, "ok")):
            parts = self._status(notes, user, *span, breakdown="author_id")
            self.assertEqual(shown, parts[author])
            self.assertEqual({None: shown}, self._status(anns, user, *span))
            self.assertEqual({None: "ok"}, self._status(notes, user, *span))

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

    def test_history_hides_it_whoever_runs_the_job(self):
        group = "crm_metric_definitions.group_individual_figures"
        self.env.user.group_ids = [Command.link(self.env.ref(group).id)]
        self._record()
        row = self._rows("team", team_id=self.solo.id)
        self.assertTrue(row)
        self.assertTrue(all(row.mapped("personal")))
