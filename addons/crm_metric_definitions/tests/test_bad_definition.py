from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .bad_input_case import MARCH, BadInputCase
from .common import reject

MARKUP = "<script>alert('x')</script><b>bold</b>"

#: understood by the ORM, and then refused by a field or by PostgreSQL
UNCOMPUTABLE = (
    "[('expected_revenue', '>', 'abc')]",
    "[('color', '=', 'abc')]",
    "[('partner_id.color', '>', 'x')]",
    "[('partner_id', 'any', [('color', '>', 'x')])]",
    "[('id', 'in', ['x'])]",
    "[('partner_id', '>', 'x')]",
    "[('partner_id', 'any', [('id', '=', 'x')])]",
    "[('partner_id', 'any', 7)]",
    "[('name', '=', 'a\\x00b')]",
    "[('name', 'in', ['a', 'b\\x00'])]",
    "[('name', '=', '\\ud800')]",
    "[('name', '=like', 'a\\\\')]",
)


@tagged("post_install", "-at_install")
class TestBadDefinition(BadInputCase):
    """What somebody may type, import or send over RPC as a definition."""

    def test_injected_conditions_are_refused(self):
        cases = (
            "[('name', '=', (lambda: 1)())]",
            "[('name; DROP TABLE crm_lead', '=', 1)]",
            "[('name\" = 1 OR 1=1 --', '=', 1)]",
            "[('name', '= 1 or 1=1 --', 1)]",
            "[('name', 'inselect', ('SELECT 1', []))]",
            "[('user_id', 'any!', [('id', '!=', 0)])]",
            "[('user_id', 'not any!', [('id', '!=', 0)])]",
            "[('user_id', 'any', [('totp_secret', '!=', False)])]",
            "[('user_id', 'any', [('nothing', '=', 1)])]",
            "[('name.x', '=', 1)]",
            "[('', '=', 1)]",
            "[('name', '=')]",
            "[('name', '=', 1, 2)]",
            "['name', '=', 1]",
            "['&']",
            "['|', ('name', '=', 'x')]",
            "{'name': 'x'}",
            "5",
            "None",
            "'name'",
            "env.cr.execute('SELECT 1')",
            "[" * 5000,
            "\x00",
            "[('create_date', '>', 'soon')]",
            *UNCOMPUTABLE,
        )
        for text in cases:
            with (
                self.subTest(text[:60]),
                self.assertRaises(UserError) as caught,
                self.env.cr.savepoint(),
            ):
                self.won.with_user(self.author).domain = text
                self.env.flush_all()
            words = str(caught.exception)
            self.assertNotIn("Traceback", words)
            self.assertLess(len(words), 400)

    def test_days_that_move_are_refused(self):
        """They would change the figure of a past period every day."""
        for value in (
            "today",
            "-3m",
            "today -7d =monday",
            "now",
            ["2026-01-01", "-1y"],
        ):
            with self.subTest(str(value)), self.assertRaises(ValidationError) as caught:
                self.won.domain = str([("create_date", "in", value)])
            self.assertIn("relative date", str(caught.exception))
        inner = "[('user_id', 'any', [('create_date', '>', '-3m')])]"
        with self.assertRaises(ValidationError):
            self.won.domain = inner
        for value in ("2026-01-01", "2026-01-01 08:00:00", False):
            self.won.domain = str([("create_date", "!=", value)])

    def test_values_are_values(self):
        """Whatever looks like SQL in a value is compared as text."""
        self._won("won")
        for text in ("x'; DROP TABLE crm_lead; --", "' OR '1'='1", "%s %(x)s %%", "\\"):
            self.won.with_user(self.author).domain = str([("name", "=", text)])
            self.assertIsNone(self._point(self.count)["note"])
            self.assertEqual(0, self._point(self.count)["population"])
            self.assertIn(text, self.won.sentence)
        self._won(text)
        self.assertEqual(1.0, self._point(self.count)["value"])

    def test_conditions_that_broke_later_spoil_no_other(self):
        self._won()
        broken = self._measure("Broken")
        metric = self._metric("broken", numerator_id=broken.id)
        broken_ones = ("[('gone', '=', 1)]", "nonsense(", "[('name', '~', 1)]", "5")
        for text in (*broken_ones, *UNCOMPUTABLE):
            self._break(broken, domain=text)
            self._assert_broken(metric)

    def _assert_broken(self, metric, word=""):
        found = (metric | self.count).evaluate(*MARCH)
        self.assertEqual(1.0, found[self.count.id][0]["value"])
        (point,) = found[metric.id]
        self.assertEqual("not_measurable", point["status"])
        self.assertIsNone(point["value"])
        self.assertIn(word, point["note"])
        covered = (metric | self.count).coverage(*MARCH)
        self.assertEqual(0, covered[metric.id]["population"])
        self.assertTrue(covered[metric.id]["note"])
        self.assertEqual(1, covered[self.count.id]["counted"])
        self.assertIn("Cannot be computed", metric.sentence)
        with self.assertRaises(UserError):
            metric.action_drill_down(*MARCH)
        with self.assertRaises(UserError):
            metric.action_request_approval()
        # the form still opens, so that it can be mended
        fields = {name: {} for name in metric.fields_get()}
        metric.with_user(self.author).web_read(fields)
        metric.numerator_id.with_user(self.author).web_read({"domain": {}, "name": {}})

    def test_a_removed_model(self):
        self._won()
        gone = self._measure("Gone")
        metric = self._metric("gone", numerator_id=gone.id)
        self._break(gone, model="fleet.gone", model_id=None)
        self._assert_broken(metric, "fleet.gone")

    def test_a_removed_field(self):
        self._won()
        gone = self._measure(
            "Gone", aggregation="sum", field_id=self._field("expected_revenue")
        )
        metric = self._metric("gone", numerator_id=gone.id)
        for column in ("field_name", "date_field_name"):
            with self.subTest(column):
                self._break(gone, **{column: "x_gone"})
                self._assert_broken(metric, "x_gone")

    def test_fields_that_cannot_be_used(self):
        summed = {"aggregation": "sum"}
        cases = (
            (dict(summed, field_id=self._field("day_close")), None),
            (dict(summed, field_id=self._field("name")), "cannot be used"),
            (dict(summed, field_id=self._field("tag_ids")), "not stored|cannot"),
            (dict(summed, field_id=self._field("duplicate_lead_count")), "not stored"),
            (dict(summed, field_id=False), "what is added up"),
            (dict(summed, field_id=self._field("email", "res.partner")), "no longer"),
            ({"date": "activity_date_deadline"}, "not stored"),
            ({"date": "name"}, "cannot be used"),
            ({"date_to_field_id": self._field("name")}, "cannot be used"),
            ({"user_field_id": self._field("name")}, "cannot be used"),
            ({"team_field_id": self._field("user_company_ids")}, "not stored"),
            (self._breakdown("description"), "cannot be used"),
            (self._breakdown("is_automated_probability"), "not stored"),
            ({"model_id": False}, "which records"),
            ({"model": "crm.lead2opportunity.partner", "date": "id"}, "by a source"),
            ({"model": "mail.thread", "date": "create_date"}, "by a source"),
        )
        for vals, words in cases:
            if words is None:
                self._measure("Fine", **vals)
                continue
            with (
                self.subTest(str(vals)),
                self.assertRaisesRegex(ValidationError, words),
                self.env.cr.savepoint(),
            ):
                self._measure("Bad", **vals)

    def _breakdown(self, name):
        return {"breakdown_field_ids": [Command.set([self._field(name)])]}

    def test_fields_that_the_definer_may_not_read(self):
        touch, cycle = "crm.contact.touch", "crm.lead.cycle"
        person = {
            "aggregation": "count_distinct",
            "field_id": self._field("user_id", touch),
        }
        part = {"breakdown_field_ids": [Command.set([self._field("user_id", touch)])]}
        cases = (
            dict(person, model=touch, date="date"),
            dict(part, model=touch, date="date"),
            {"model": cycle, "date": "date_ended", "domain": "[('user_id', '!=', 0)]"},
            {"domain": "[('user_id.totp_secret', '=', 'x')]"},
            {"model": "ir.mail_server", "date": "create_date"},
        )
        for vals in cases:
            with (
                self.subTest(str(vals)),
                self.assertRaisesRegex(
                    ValidationError, "may not|not offer|source|not allowed|not have"
                ),
                self.env.cr.savepoint(),
            ):
                self._measure("Secret", **vals)
        # names behind the pickers, sent over RPC
        for vals in ({"model": "ir.mail_server"}, {"user_field_name": "password"}):
            with (
                self.subTest(str(vals)),
                self.assertRaises(ValidationError),
                self.env.cr.savepoint(),
            ):
                self.won.with_user(self.author).write(vals)
        # who may read it may define it, and everybody then sees the same figure
        self._won(user_id=self.reader.id)
        self._won(user_id=self.author.id)
        self.author.group_ids += self.env.ref(
            "crm_metric_definitions.group_individual_figures"
        )
        measure = self._measure(
            "People",
            model=cycle,
            date="date_ended",
            aggregation="count_distinct",
            field_id=self._field("user_id", cycle),
        )
        metric = self._metric("people", numerator_id=measure.id)
        self._make_known(metric)
        self.assertEqual(2.0, self._point(metric.with_user(self.reader))["value"])

    def test_markup_in_names_stays_text(self):
        stage = self.env["crm.stage"].create({"name": f"{MARKUP} stage"})
        team = self.env["crm.team"].create({"name": f"{MARKUP} team"})
        for login in ("one", "two"):
            member = {"crm_team_id": team.id, "user_id": self._user(login).id}
            self.env["crm.team.member"].create(member)
        measure = self._measure(
            f"{MARKUP} measure", str([("stage_id", "in", stage.ids)])
        )
        metric = self._metric("markup", numerator_id=measure.id)
        metric.name = f"{MARKUP} metric"
        metric.procedure_steps = f"{MARKUP} steps"
        self._lead(
            "x", stage_id=stage.id, team_id=team.id, date_closed="2026-03-10 12:00:00"
        )
        point = self._point(metric, breakdown="team")
        self.assertEqual((team.name, str), (point["label"], type(point["label"])))
        self.assertIn(f"“{stage.name}”", metric.sentence)
        self._lead("y", team_id=team.id, date_closed="2026-03-10 12:00:00")
        (row,) = metric.coverage(*MARCH)[metric.id]["left_out"]
        self.assertIn(stage.name, row["label"])
        self.assertIs(str, type(row["label"]))
        self.assertIn(metric.name, metric.action_drill_down(*MARCH)["name"])
        # what is HTML is escaped
        self._approve(metric)
        metric.with_user(self.author).procedure_steps = f"{MARKUP} other steps"
        self.assertNotIn("<script", metric.approval_changes)
        self.assertNotIn("<b>bold", metric.approval_changes)
        self.assertIn("&lt;script&gt;", metric.approval_changes)

    def test_markup_in_a_comment_stays_text(self):
        metric = self.count.with_user(self.author)
        metric.action_request_approval(MARKUP, self.approver.id)
        note = metric.sudo().activity_ids.note
        self.assertNotIn("<script", note)
        self.assertNotIn("<b>bold", note)
        self.assertIn("&lt;b&gt;bold", note)
        self.assertIn("&lt;script&gt;", note)
        reject(self.count.with_user(self.approver), MARKUP)
        rejected = self.count.approval_ids.filtered(lambda row: row.event == "reject")
        self.assertEqual(MARKUP, rejected.comment)
