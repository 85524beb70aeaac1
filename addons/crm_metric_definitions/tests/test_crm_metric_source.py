from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import new_test_user, tagged

from .common import MetricCase

SOURCE = "crm_metric_definitions.source_lead"


@tagged("post_install", "-at_install")
class TestCrmMetricSource(MetricCase):
    """What may be counted, who opens it, and what measures may use of it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.admin = new_test_user(cls.env, "metric_admin", groups="base.group_system")
        cls.leads = cls.env.ref(SOURCE)

    def _set(self, *names, model="crm.lead"):
        return [Command.set([self._field(name, model) for name in names])]

    def _meetings(self, **vals):
        return self._source(
            "calendar.event",
            **{
                "date_field_ids": self._set("start", model="calendar.event"),
                "condition_field_ids": self._set(
                    "opportunity_id", model="calendar.event"
                ),
                "user_path": "user_id",
                "company_path": "user_id.company_id",
                **vals,
            },
        )

    # -- sources -----------------------------------------------------------

    def test_what_is_never_counted(self):
        for model in (
            "mail.message",
            "mail.activity",
            "ir.attachment",
            "ir.config_parameter",
            "res.users",
            "res.groups",
            "res.users.log",
            "crm.activity.report",
            "crm.approval",
            "crm.metric.value",
            "crm.metric.check.answer",
            "crm.salesperson.period",
            "crm.lead2opportunity.partner",
            "mail.thread",
        ):
            with (
                self.subTest(model),
                self.assertRaisesRegex(ValidationError, "can never be counted"),
                self.env.cr.savepoint(),
            ):
                self._source(
                    model,
                    date_field_ids=self._set("create_date"),
                    is_global=True,
                )

    def test_only_who_may_change_the_settings_opens_records(self):
        vals = {
            "name": "Meetings",
            "record_words": "A meeting.",
            "model_id": self.env["ir.model"]._get_id("calendar.event"),
            "date_field_ids": self._set("start", model="calendar.event"),
            "company_path": "user_id.company_id",
        }
        Source = self.env["crm.metric.source"]
        for user in (self.author, self.approver, self.analyst, self.reader):
            with self.subTest(user.login), self.assertRaises(AccessError):
                Source.with_user(user).create(vals)
            with self.subTest(user.login), self.assertRaises(AccessError):
                self.leads.with_user(user).write({"condition_paths": "user_id.login"})
        source = Source.with_user(self.admin).create(vals)
        self.assertIn("Calendar Event", source.opens)
        self.assertIn("everybody who reads metrics", source.opens)

    def test_what_a_source_cannot_offer(self):
        lead = self._set
        for vals, words in (
            ({"condition_field_ids": lead("message_ids")}, "never opened"),
            ({"condition_field_ids": lead("activity_ids")}, "never opened"),
            ({"condition_paths": "user_id.login"}, "never opened"),
            ({"condition_paths": "team_id.member_ids"}, "not stored"),
            ({"condition_paths": "team_id.member_ids.*"}, "not stored"),
            ({"condition_paths": "message_ids.email_from"}, "never opened"),
            ({"condition_paths": "partner_id.user_ids.login"}, "never opened"),
            ({"condition_paths": "partner_id.nothing"}, "not stored"),
            ({"condition_field_ids": lead("lead_properties")}, "not stored"),
            ({"breakdown_field_ids": lead("tag_ids")}, "not stored"),
            ({"breakdown_field_ids": lead("duplicate_lead_count")}, "not stored"),
            ({"date_field_ids": lead("expected_revenue")}, "not stored"),
            ({"date_field_ids": [Command.clear()]}, "no date"),
            ({"company_path": False}, "which company"),
            ({"company_path": "team_id"}, "does not lead to a company"),
            ({"company_path": "partner_id.country_id"}, "does not lead to a company"),
            ({"user_path": "team_id"}, "no field with a salesperson"),
            ({"user_path": "team_id.user_id"}, "no field with a salesperson"),
            ({"is_global": True}, "different currencies"),
        ):
            with (
                self.subTest(str(vals)),
                self.assertRaisesRegex(ValidationError, words),
                self.env.cr.savepoint(),
            ):
                self.leads.write(vals)

    def test_a_used_source_stays_about_its_records(self):
        with self.assertRaisesRegex(UserError, "has measures"):
            self.leads.model_id = self.env["ir.model"]._get_id("res.partner")
        with self.assertRaisesRegex(UserError, "archive it"):
            self.leads.unlink()

    def test_a_source_of_no_company_counts_for_each(self):
        self._source(
            "crm.tag",
            date_field_ids=self._set("create_date", model="crm.tag"),
            is_global=True,
        )
        measure = self._measure("Tags", model="crm.tag", date="create_date")
        metric = self._metric("tags", numerator_id=measure.id)
        other = self.env["res.company"].create({"name": "Other"})
        self.env["crm.tag"].create({"name": "New"})
        span = ("2020-01-01", "2099-01-01", "total")
        values = [
            metric.sudo().with_company(company).evaluate(*span)[metric.id][0]["value"]
            for company in (self.company, other)
        ]
        self.assertGreaterEqual(values[0], 1)
        self.assertEqual(*values)

    # -- measures ----------------------------------------------------------

    def test_a_model_stands_for_its_one_source(self):
        self.assertEqual(self.leads, self.won.source_id)
        self.assertEqual("crm.lead", self.won.model_id.model)
        vals = {"name": "x", "date_field_id": self._field("start", "calendar.event")}
        Measure = self.env["crm.metric.measure"].with_user(self.author)
        meetings = {**vals, "model_id": self.env["ir.model"]._get_id("calendar.event")}
        with self.assertRaisesRegex(ValidationError, "only by a source"):
            Measure.create(meetings)
        source = self._meetings()
        self.assertEqual(source, Measure.create(meetings).source_id)
        self._meetings(name="Others")
        with self.assertRaisesRegex(ValidationError, "only by a source"):
            Measure.create(meetings)
        named = Measure.create({**vals, "source_id": source.id})
        self.assertEqual("calendar.event", named.model)
        with self.assertRaisesRegex(ValidationError, "which records"):
            Measure.create(vals)
        with self.assertRaisesRegex(ValidationError, "no source"):
            self.won.source_id = False
        self.assertEqual(
            source,
            Measure.create(dict(vals, model="x", **{"source_id": source.id})).source_id,
            "the source says the model",
        )

    def test_by_import_a_model_stands_for_its_source(self):
        result = self.env["crm.metric.measure"].load(
            ["name", "model_id/id", "date_field_id/id", "domain"],
            [
                ["A", "crm.model_crm_lead", "crm.field_crm_lead__date_closed", "[]"],
                ["B", "base.model_res_users", "crm.field_crm_lead__date_closed", "[]"],
            ],
        )
        self.assertFalse(result["ids"])
        self.assertIn("only by a source", result["messages"][0]["message"])

    def test_no_context_brings_another_model(self):
        Measure = self.env["crm.metric.measure"].with_user(self.author)
        Measure = Measure.with_context(default_model="ir.mail_server")
        with self.assertRaises(ValidationError):
            Measure.create({"name": "x", "date_field_id": self._field("create_date")})

    def test_what_the_source_does_not_offer_is_refused(self):
        for vals in (
            {"domain": "[('email_from', 'ilike', 'ann')]"},
            {"domain": "[('message_ids.email_from', 'ilike', 'ann')]"},
            {"domain": "[('message_ids', 'any', [('author_id', '=', 1)])]"},
            {"domain": "[('user_id.login', '=', 'ann')]"},
            {"domain": "[('user_id', 'any', [('login', '=', 'ann')])]"},
            {"domain": "['!', ('partner_id.email', '=', 'x')]"},
            {"domain": "[('team_id.member_ids', 'in', [7])]"},
            {"domain": "[('partner_id.parent_id.name', '=', 'x')]"},
            {"domain": "[('create_uid', '=', 7)]"},
            {"breakdown_field_ids": self._set("email_from")},
            {"breakdown_field_ids": self._set("name")},
            {"breakdown_field_ids": self._set("create_uid")},
            {"date": "date_automation_last"},
            {"aggregation": "sum", "field_id": self._field("color")},
            {"user_field_id": self._field("create_uid")},
        ):
            with (
                self.subTest(str(vals)),
                self.assertRaisesRegex(ValidationError, "does not offer|does not have"),
                self.env.cr.savepoint(),
            ):
                self._measure("Hidden", **vals)
        for domain in (
            "[('stage_id.is_won', '=', True)]",
            "[('stage_id', 'any', [('is_won', '=', True)])]",
            "[('tag_ids.name', '=', 'Fair')]",
            "[('tag_ids', 'any', [('id', 'in', [1, 2])])]",
            "[('partner_id.country_id.code', '=', 'DE')]",
            "[('user_id', '!=', False)]",
        ):
            with self.subTest(domain):
                self._measure("Offered", domain)

    def test_a_relation_offered_whole(self):
        condition = "[('tag_ids.create_date', '>', '2026-01-01')]"
        with self.assertRaisesRegex(ValidationError, "does not offer"):
            self._measure("Tags", condition)
        self.leads.condition_paths += " tag_ids.*"
        self._measure("Tags", condition)

    def test_values_that_cannot_be(self):
        for domain, words in (
            ("[('lead_properties.x', '=', 1)]", "properties differ"),
            ("[('lead_properties', '=', 1)]", "properties differ"),
            ("[('date_closed', '>', '2026-02-30')]", "which is no day"),
            ("[('date_deadline', 'in', ['2026-13-01'])]", "which is no day"),
            ("[('date_closed', '>', '31.12.2026')]", "which is no day"),
            ("[('type', '=', 'oportunity')]", "cannot be chosen"),
            ("[('won_status', 'not in', ['won', 'lots'])]", "cannot be chosen"),
            ("[('contact_role_ids.role', '=', 'boss')]", "cannot be chosen"),
            ("[('contact_role_ids', 'any', [('role', '=', 'boss')])]", "be chosen"),
        ):
            with (
                self.subTest(domain),
                self.assertRaisesRegex(ValidationError, words),
                self.env.cr.savepoint(),
            ):
                self._measure("Odd", domain)

    def test_a_measure_without_a_source_has_no_figure(self):
        metric = self._metric("sourceless", numerator_id=self.won.id)
        self.won._set_source(None)
        metrics = metric | self._metric("other", numerator_id=self.closed.id)
        points = metrics.evaluate("2026-01-01", "2026-02-01", "total")
        (point,) = points[metric.id]
        self.assertEqual(("not_measurable", None), (point["status"], point["value"]))
        self.assertIn("no source", point["note"])
        (point,) = points[metrics[1].id]
        self.assertNotEqual("not_measurable", point["status"])

    def test_what_a_source_no_longer_offers_is_not_computed(self):
        metric = self._metric("by_stage", numerator_id=self.won.id)
        self.assertFalse(metric._broken_reason())
        self.leads.condition_field_ids -= self.leads.condition_field_ids.filtered(
            lambda field: field.name == "won_status"
        )
        (point,) = metric.evaluate("2026-01-01", "2026-02-01", "total")[metric.id]
        self.assertEqual("not_measurable", point["status"])
        self.assertIn("does not offer “won_status”", point["note"])

    def test_old_measures_take_the_source_that_covers_them(self):
        stray = self._measure("Stray")
        for measure in self.won | stray:
            measure._set_source(None)
        self.env.cr.execute(
            "UPDATE crm_metric_measure SET domain = %s WHERE id = %s",
            ("[('email_from', '=', 'x')]", stray.id),
        )
        self.env.invalidate_all()
        rows = self.env["crm.approval"].search_count([])
        self.env["crm.metric.measure"]._adopt_sources()
        self.assertEqual(self.leads, self.won.source_id)
        self.assertFalse(stray.source_id)
        self.assertEqual("crm.lead", stray.model)
        self.assertEqual(rows, self.env["crm.approval"].search_count([]))

    def test_the_library_is_covered(self):
        library = self.env["crm.metric.measure"].with_context(active_test=False)
        for measure in library.search([]):
            self.assertTrue(measure._spec().source.model, measure.name)
