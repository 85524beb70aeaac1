from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.fields import Command, Domain
from odoo.tests import tagged

from ..engine.metric_spec import MetricSpec
from ..engine.privacy.conditions import named_ids, names_person
from ..engine.privacy.viewer import Viewer
from ..engine.span import Span
from .history_case import HistoryCase


@tagged("post_install", "-at_install")
class TestViewer(HistoryCase):
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
            [("user_id.notification_type", "=", "inbox")],
            [("user_id.company_id", "=", 1)],
            [("user_id.sale_team_id", "=", 3)],
            [("user_id.signature", "!=", False)],
            [("team_id.member_ids.tz", "=", "Europe/Berlin")],
        ):
            self.assertTrue(names_person(leads, Domain(names)), names)
        for harmless in (
            [],
            [("user_id", "!=", False)],
            [("user_id", "in", [False])],
            [("user_id.active", "=", True)],
            [("user_id.id", "!=", False)],
            [("user_id", "any", [("active", "=", True), ("share", "=", False)])],
            [("team_id.sequence", "=", 10)],
            [("team_id", "=", 3), ("partner_id.name", "=", "Ann")],
        ):
            self.assertFalse(names_person(leads, Domain(harmless)), harmless)

    def test_which_conditions_name_a_team_or_a_contact(self):
        leads = self.env["crm.lead"]
        team, contact = "crm.team", "res.partner"
        for domain, named in (
            ([("team_id", "=", 3)], {(team, 3)}),
            ([("team_id", "not in", [3, 4])], {(team, 3), (team, 4), (team, None)}),
            (["!", ("team_id", "=", 3)], {(team, 3), (team, None)}),
            ([("team_id", "not any", [("id", "=", 3)])], {(team, 3), (team, None)}),
            ([("team_id.sequence", "=", 10)], {(team, None)}),
            ([("team_id.alias_id", "=", 8)], {(team, None)}),
            ([("team_id", "any", [("alias_id", "=", 8)])], {(team, None)}),
            ([("team_id.use_leads", "=", True)], {(team, None)}),
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
                    {None: shown}, self._status(metric, self.approver, *self._span())
                )
                self.assertEqual(
                    {None: "ok"}, self._status(metric, self.analyst, *self._span())
                )
                self.assertEqual(shown != "ok", self._is_personal(metric))

    def test_the_contact_of_a_colleague_is_a_person(self):
        author = self.ann.partner_id.id
        today = fields.Date.today()
        span = (today, today + timedelta(days=1))
        lead = self._lead("Asked by Ann", partner_id=author)
        of_lead = f"('name', '=', '{lead.name}')"
        notes = self._measure(
            "Notes",
            f"[{of_lead}]",
            "create_date",
            breakdown_field_ids=[Command.set([self._field("partner_id")])],
        )
        anns = self._measure(
            "Of Ann", f"[{of_lead}, ('partner_id', '=', {author})]", "create_date"
        )
        notes = self._metric("notes", numerator_id=notes.id)
        anns = self._metric("notes_of_ann", numerator_id=anns.id)
        for user, shown in ((self.approver, "not_measurable"), (self.analyst, "ok")):
            parts = self._status(notes, user, *span, breakdown="partner_id")
            self.assertEqual(shown, parts[author])
            self.assertEqual({None: shown}, self._status(anns, user, *span))
            self.assertEqual({None: "ok"}, self._status(notes, user, *span))

    def test_a_condition_on_what_one_colleague_alone_is(self):
        """Whatever is asked of contacts, together it must not find one colleague."""
        self.ann.partner_id.write({"function": "Closer", "city": "Bonn"})
        self.ben.partner_id.city = self.cem.partner_id.city = "Bonn"
        self.cem.partner_id.function = self.ben.partner_id.function = "Farmer"
        for place, (domain, personal) in enumerate(
            (
                ([("partner_id.function", "=", "Closer")], True),
                ([("partner_id", "any", [("function", "=", "Closer")])], True),
                ([("partner_id.function", "=", "Farmer")], False),
                ([("partner_id.country_id.code", "=", "DE")], False),
                ([("partner_id.is_company", "=", False)], False),
            )
        ):
            measure = self._measure(f"Contacts {place}", str(domain))
            metric = self._metric(f"contacts_{place}", numerator_id=measure.id)
            shown = "not_measurable" if personal else "ok"
            status = self._status(metric, self.approver, *self._span())
            self.assertEqual({None: shown}, status, domain)

    def _of_ann(self):
        domain = f"[('type', '=', 'opportunity'), ('user_id', '=', {self.ann.id})]"
        measure = self._measure("Of Ann", domain, include_archived=True)
        return self._metric("of_ann", numerator_id=measure.id)

    def test_it_is_not_measurable_for_others_and_spoils_nothing(self):
        of_ann = self._of_ann()
        both = of_ann | self.win_rate
        found = both.with_user(self.approver).evaluate(*self._span(), "total")
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
        blind = of_ann.with_user(self.approver)
        covered = blind.coverage(*self._span())[of_ann.id]
        self.assertEqual((0, 0), (covered["population"], covered["counted"]))
        self.assertIn("names a person", covered["note"])
        with self.assertRaisesRegex(AccessError, "names a person"):
            blind.action_drill_down(*self._span())
        self.assertEqual("not known yet", blind.live_value)
        self.assertFalse(blind.process_chart()["limits"])

    def test_its_history_is_personal(self):
        self.assertTrue(self._is_personal(self._of_ann()))
        self.assertFalse(self._is_personal(self.win_rate))

    def _is_personal(self, metric):
        """Whether the nightly job marks recorded figures as one person's."""
        today = fields.Date.today()
        reader = Viewer(self.env, sees_people=False)
        span = Span(today, today + timedelta(days=1))
        return reader.hides(MetricSpec.of(metric), None, span)
