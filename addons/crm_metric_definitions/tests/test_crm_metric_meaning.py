import ast
import hashlib
from unittest.mock import patch

from odoo.fields import Command
from odoo.tests import tagged

from .meaning_case import MeaningCase

#: what the reports count, pinned to their versions: whoever changes the SQL such that
#: it counts something else raises `_sql_version`; else only the text here is renewed
REPORTS = {
    "crm.contact.knowledge": (1, "d2f98be4d0fd"),
    "crm.contact.neglect": (1, "3a487a946578"),
    "crm.contact.person": (1, "8d7d66df753c"),
    "crm.contact.touch": (1, "a66fcaaa5a1b"),
    "crm.lead.cycle": (1, "abe5525e782a"),
}


@tagged("post_install", "-at_install")
class TestCrmMetricMeaning(MeaningCase):
    """What a definition resolves to is approved with it."""

    def test_won_means_the_stages_that_are_won(self):
        for condition in (
            ("won_status", "=", "won"),
            ("stage_id.is_won", "=", True),
            ("stage_id.is_won", "=", False),
            ("probability", "=", 100),
        ):
            with self.subTest(condition), self.env.cr.savepoint() as savepoint:
                metric = self._counting(condition)
                self._lapses(
                    metric,
                    lambda: self.stage.write({"is_won": True}),
                    lambda: self.stage.write({"is_won": False}),
                    "Stages that are won",
                )
                savepoint.rollback()
            self.env.invalidate_all()

    def test_won_by_a_report_or_a_custom_field(self):
        custom = self._custom("x_score", "for lead in self: lead['x_score'] = 1")
        custom.depends = "stage_id.is_won"
        cycle = self._counting(
            ("won_status", "=", "won"), model="crm.lead.cycle", date="date_ended"
        )
        self._lapses(cycle, lambda: self.stage.write({"is_won": True}))
        self.stage.is_won = False
        scored = self._metric(
            "scored", numerator_id=self._measure("S", "[('x_score', '=', 1)]").id
        )
        self._approve(scored)
        self._lapses(scored, lambda: self.stage.write({"is_won": True}))

    def test_what_was_not_about_winning_does_not_lapse(self):
        metric = self._counting(("type", "=", "opportunity"), date="create_date")
        self.stage.is_won = True
        self.assertEqual(self._state(metric), "approved")

    def test_a_deleted_record_cannot_be_counted(self):
        reason = self.env["crm.lost.reason"].create({"name": "Gone"})
        for condition, record in (
            (("tag_ids", "in", self.tag.ids), self.tag),
            (("stage_id", "=", self.stage.id), self.stage),
            (("lost_reason_id", "not in", reason.ids), reason),
            (("tag_ids", "any", [("id", "=", self.tag.id)]), self.tag),
        ):
            with self.subTest(condition), self.env.cr.savepoint() as savepoint:
                metric = self._counting(condition)
                self.assertNotEqual(metric.known_state, "not_computable")
                self._lapses(metric, record.unlink, label="Records that are meant")
                self.assertEqual(metric.known_state, "not_computable")
                self.assertIn("no longer exists", metric._broken_reason())
                savepoint.rollback()
            self.env.invalidate_all()

    def test_known_needs_computable(self):
        self._approve(self.win_rate)
        self._closed()
        self.assertTrue(self.win_rate.is_known)
        point = self.win_rate.evaluate("2025-03-01", "2025-04-01")[self.win_rate.id][0]
        self.assertTrue(point["official"])
        self.env.cr.execute(
            "UPDATE crm_metric_measure SET date_field_name = 'gone' WHERE id = %s",
            (self.won.id,),
        )
        self.env.invalidate_all()
        self.assertEqual(self.win_rate.known_state, "not_computable")
        point = self.win_rate.evaluate("2025-03-01", "2025-04-01")[self.win_rate.id][0]
        self.assertFalse(point["official"])
        self.assertIn("have it approved again", self.win_rate.known_hint)

    def test_a_condition_on_vocabulary_means_the_records(self):
        for condition, change in (
            (("tag_ids.name", "=", "Fair"), lambda: self.tag.write({"name": "Faire"})),
            (("tag_ids.name", "=", "New"), lambda: self.tag.write({"name": "New"})),
            (("stage_id", "ilike", "meaningf"), lambda: self._rename("Other")),
            (("stage_id.name", "not ilike", "meaningf"), lambda: self._rename("Other")),
            (("stage_id.sequence", ">", 40), lambda: self.stage.write({"sequence": 1})),
            (
                ("stage_id", "any", [("name", "=", "Meaningful")]),
                lambda: self._rename("Other"),
            ),
        ):
            with self.subTest(condition), self.env.cr.savepoint() as savepoint:
                self._lapses(self._counting(condition), change)
                savepoint.rollback()
            self.env.invalidate_all()

    def test_activity_types_that_count(self):
        todo = self.env.ref("mail.mail_activity_data_todo")
        for model, date in (
            ("crm.contact.touch", "date"),
            ("crm.contact.knowledge", "first_date"),
            ("crm.contact.neglect", "date_from"),
        ):
            with self.subTest(model), self.env.cr.savepoint() as savepoint:
                metric = self._counting(model=model, date=date)
                before = todo.category
                self._lapses(
                    metric,
                    lambda: todo.write({"category": "phonecall"}),
                    lambda before=before: todo.write({"category": before}),
                    "Rules of the report",
                )
                savepoint.rollback()
            self.env.invalidate_all()

    def test_the_version_of_a_report(self):
        metric = self._counting(model="crm.lead.cycle", date="date_from")
        self.assertEqual(self._state(metric), "approved")
        with patch.object(type(self.env["crm.lead.cycle"]), "_sql_version", 99):
            self.assertEqual(self._state(metric), "lapsed")
            self.assertEqual(
                self._labels(metric), {"What is counted › Rules of the report"}
            )

    def test_versions_of_reports_are_pinned_to_their_texts(self):
        for name, pinned in REPORTS.items():
            model = self.env[name]
            query = getattr(model, "_contact_query", None) or model._table_query
            text = " ".join(query.split())
            found = model._sql_version, hashlib.sha256(text.encode()).hexdigest()[:12]
            with self.subTest(name):
                self.assertEqual(found, pinned, "Does it count something else?")

    def _custom(self, name, compute=None, depends="name", **vals):
        field = self.env["ir.model.fields"].create(
            {
                "name": name,
                "model_id": self.env["ir.model"]._get_id("crm.lead"),
                "field_description": name,
                "ttype": "integer",
                "store": True,
                **({"compute": compute, "depends": depends} if compute else {}),
                **vals,
            }
        )
        return self._offer(field)

    def test_code_of_a_custom_field(self):
        code = "for lead in self: lead['x_points'] = 1"
        other = "for lead in self: lead['x_points'] = 2"
        custom = self._custom("x_points", code)
        self._custom(
            "x_double",
            "for lead in self: lead['x_double'] = lead.x_points * 2",
            "x_points",
        )
        for vals in (
            {"domain": "[('x_points', '>', 0)]"},
            {"aggregation": "sum", "field_id": self._field("x_points")},
            # through another one
            {"aggregation": "average", "field_id": self._field("x_double")},
        ):
            with self.subTest(vals), self.env.cr.savepoint() as savepoint:
                measure = self._measure("Custom", **{"domain": "[]", **vals})
                metric = self._metric("custom", numerator_id=measure.id)
                self._approve(metric)
                self._lapses(
                    metric,
                    lambda: custom.write({"compute": other}),
                    lambda: custom.write({"compute": code}),
                    "Code of custom fields",
                )
                savepoint.rollback()
            self.env.invalidate_all()

    def test_choices(self):
        Lead = type(self.env["crm.lead"])
        choices = list(Lead.priority.selection)
        more = [*choices, ("9", "Ninth")]
        metric = self._counting(("priority", "in", ["1", "2"]))
        excluding = self._metric(
            "excluding",
            numerator_id=self._measure("E", "[('priority', '!=', '1')]").id,
        )
        negated = self._metric(
            "negated",
            numerator_id=self._measure("N", "['!', ('priority', '=', '1')]").id,
        )
        for each in (excluding, negated):
            self._approve(each)
        with patch.object(Lead.priority, "selection", more):
            # another addon's new choice is not among those that are named
            self.assertEqual(self._state(metric), "approved")
            self.assertEqual(self._state(excluding), "lapsed")
            self.assertEqual(self._state(negated), "lapsed")
        fewer = [choice for choice in choices if choice[0] != "2"]
        with patch.object(Lead.priority, "selection", fewer):
            self.assertEqual(self._state(metric), "lapsed")
            self.assertEqual(metric.known_state, "not_computable")
        self.assertEqual(self._state(excluding), "approved")

    def test_the_currency_of_amounts(self):
        other = self.env["res.currency"].create({"name": "XTS", "symbol": "¤"})
        own = self.company.currency_id
        amounts = self._counting(
            aggregation="sum", field_id=self._field("expected_revenue")
        )
        manual = self._metric("manual_money", kind="manual", value_format="money")
        number = self._metric("plain", numerator_id=self.won.id)
        for metric in (manual, number):
            self._approve(metric)
        self._by_sql(other)
        self.assertEqual(self._state(amounts), "lapsed")
        self.assertEqual(self._labels(amounts), {"Currency"})
        self.assertEqual(self._state(manual), "lapsed")
        self.assertEqual(self._state(number), "approved")
        self._by_sql(own)
        self.assertEqual(self._state(amounts), "approved")
        # a company that is founded later changes nothing for those that exist
        self.env["res.company"].create({"name": "Later", "currency_id": other.id})
        self.assertEqual(self._state(amounts), "approved")

    def _by_sql(self, currency):
        """Odoo refuses another currency once there are entries of accounting."""
        self.env.cr.execute(
            "UPDATE res_company SET currency_id = %s WHERE id = %s",
            (currency.id, self.company.id),
        )

    def test_type_and_relation_of_fields(self):
        custom = self._custom("x_place")
        metric = self._counting(("x_place", ">", 3))
        field = self.env["crm.lead"]._fields["x_place"]
        for name, value in (("type", "float"), ("store", False)):
            with self.subTest(name), patch.object(field, name, value):
                self.assertEqual(self._state(metric), "lapsed")
                self.assertEqual(
                    self._labels(metric), {"What is counted › Fields that it uses"}
                )
        self.assertEqual(self._state(metric), "approved")
        custom.unlink()
        self.assertEqual(self._state(metric), "lapsed")
        self.assertEqual(metric.known_state, "not_computable")

    def test_the_measure_says_what_it_means_as_it_is_stored(self):
        self.assertEqual(ast.literal_eval(self.won.domain)[0][0], "type")
        content = self.win_rate._approval_contents()[self.win_rate.id]
        meaning = content["numerator"]["meaning"]
        self.assertEqual(meaning["fields"]["won_status"], "selection stored")
        self.assertEqual(meaning["choices"]["won_status"], ["won"])
        won = self.env["crm.stage"].search([("is_won", "=", True)])
        self.assertEqual(meaning["won_stages"], sorted(won.ids))

    def test_a_tag_is_given_and_taken(self):
        """Records of daily work are data, not vocabulary."""
        partner = self.env["res.partner"].create({"name": "Ada", "city": "Wien"})
        metric = self._counting(("partner_id.city", "=", "Wien"))
        partner.city = "Graz"
        self._lead(
            "Another", partner_id=partner.id, tag_ids=[Command.set(self.tag.ids)]
        )
        self.assertEqual(self._state(metric), "approved")
