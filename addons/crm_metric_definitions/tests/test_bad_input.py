import time
from datetime import date

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Command
from odoo.tests import tagged

from .common import MetricCase

MARCH = ("2026-03-01", "2026-04-01")
MARKUP = "<script>alert('x')</script><b>bold</b>"
MANY = 150_000


class BadInputCase(MetricCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["crm.lead"].with_context(active_test=False).search([]).unlink()
        cls.stage_won = cls.env["crm.stage"].search([("is_won", "=", True)], limit=1)
        cls.count = cls._metric("count_won", numerator_id=cls.won.id)

    def _won(self, name="won", closed="2026-03-10 12:00:00", **vals):
        return self._lead(name, stage_id=self.stage_won.id, date_closed=closed, **vals)

    def _point(self, metric, span=MARCH, **options):
        (point,) = metric.evaluate(*span, "total", **options)[metric.id]
        return point

    def _break(self, measure, **columns):
        """Change a measure behind the back of its constraints."""
        for column, value in columns.items():
            self.env.cr.execute(
                f"UPDATE crm_metric_measure SET {column} = %s WHERE id = %s",
                (value, measure.id),
            )
        measure.invalidate_recordset()


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
        for text in ("[('gone', '=', 1)]", "nonsense(", "[('name', '~', 1)]", "5"):
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
            ({"model": "crm.lead2opportunity.partner", "date": "create_date"}, "last"),
            ({"model": "mail.thread", "date": "create_date"}, ""),
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
            {"model": cycle, "date": "date_to", "domain": "[('user_id', '!=', 0)]"},
            {"domain": "[('user_id.totp_secret', '=', 'x')]"},
            {"model": "ir.mail_server", "date": "create_date"},
        )
        for vals in cases:
            with (
                self.subTest(str(vals)),
                self.assertRaisesRegex(ValidationError, "may not|not allowed|not have"),
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
            date="date_to",
            aggregation="count_distinct",
            field_id=self._field("user_id", cycle),
        )
        metric = self._metric("people", numerator_id=measure.id)
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
        self.count.with_user(self.approver).action_reject(MARKUP)
        rejected = self.count.approval_ids.filtered(lambda row: row.event == "reject")
        self.assertEqual(MARKUP, rejected.comment)


@tagged("post_install", "-at_install")
class TestBadRecords(BadInputCase):
    """Records that nobody would expect."""

    def test_division_by_zero(self):
        revenue = self._measure(
            "Revenue", aggregation="sum", field_id=self._field("expected_revenue")
        )
        metric = self._metric(
            "per_revenue",
            kind="ratio",
            numerator_id=self.won.id,
            denominator_id=revenue.id,
        )
        self._won(expected_revenue=0)
        point = self._point(metric)
        self.assertEqual("zero_denominator", point["status"])
        self.assertEqual((1.0, 0.0, None), _figure(point))
        self._won(expected_revenue=50)
        self._won(expected_revenue=-50)
        self.assertEqual("zero_denominator", self._point(metric)["status"])
        self._won(expected_revenue=-4)
        self.assertEqual((4.0, -4.0, -1.0), _figure(self._point(metric)))
        self.assertEqual("not known yet", metric.format_value(None))

    def test_null_is_no_zero_in_an_average(self):
        average = self._measure(
            "Average", aggregation="average", field_id=self._field("expected_revenue")
        )
        metric = self._metric("average", numerator_id=average.id)
        empty = self._won()
        self.env.cr.execute(
            "UPDATE crm_lead SET expected_revenue = NULL WHERE id = %s", (empty.id,)
        )
        self.assertEqual("no_data", self._point(metric)["status"])
        self._won(expected_revenue=-10)
        self._won(expected_revenue=4)
        self.assertEqual((-3.0, None, -3.0), _figure(self._point(metric)))
        self.assertEqual(2, self._point(metric)["population"])

    def test_a_state_that_ends_before_it_begins_never_counts(self):
        """Imported history says so now and then; less than nothing is no figure."""
        level = {
            "timing": "level",
            "date": "date_intake",
            "date_to_field_id": self._field("date_closed"),
            "include_archived": True,
        }
        measure = self._measure("Open", **level)
        metric = self._metric("open", numerator_id=measure.id)
        self._lead("first", date_intake="2025-01-01 12:00:00")
        for begin, end in (("03-10", "01-20"), ("03-10", "03-05"), ("03-10", "03-10")):
            self._won("x", f"2026-{end} 12:00:00", date_intake=f"2026-{begin} 13:00:00")
        points = metric.evaluate("2026-01-01", "2026-06-01")[metric.id]
        self.assertEqual([1.0] * 5, [point["value"] for point in points])
        for day in ("2026-02-01", "2026-03-06", "2026-05-01"):
            point = self._point(metric, ("2026-01-01", day))
            self.assertEqual((1.0, 1), (point["value"], point["population"]), day)
            entry = metric.coverage("2026-01-01", day)[metric.id]
            self.assertEqual(1, entry["counted"], day)

    def test_as_many_enter_as_leave(self):
        measure = self._measure(
            "Value",
            timing="level",
            date="date_intake",
            date_to_field_id=self._field("date_closed"),
            aggregation="sum",
            field_id=self._field("expected_revenue"),
        )
        metric = self._metric("open_value", numerator_id=measure.id)
        self._won(
            "a",
            "2026-02-10 12:00:00",
            date_intake="2026-01-10 12:00:00",
            expected_revenue=0.1,
        )
        for place, revenue in enumerate((0.2, 0.7), start=10):
            self._lead(
                "b", date_intake=f"2026-02-{place} 12:00:00", expected_revenue=revenue
            )
        self._won(
            "c",
            "2026-02-20 12:00:00",
            date_intake="2026-01-10 12:00:00",
            expected_revenue=0.2,
        )
        points = metric.evaluate("2026-01-01", "2026-04-01")[metric.id]
        shown = [(point["value"], point["population"]) for point in points]
        self.assertEqual([(0.3, 2), (0.9, 2), (0.9, 2)], shown)

    def test_a_million_groups(self):
        """More parts than anybody can look at: one sentence, soon, without them."""
        source, name = "utm.source", self._field("name", "utm.source")
        measure = self._measure(
            "Many",
            model=source,
            date="create_date",
            breakdown_field_ids=[Command.set([name])],
        )
        metric = self._metric("many", numerator_id=measure.id)
        self.env.cr.execute(
            """
            INSERT INTO utm_source (name, create_date)
            SELECT 'name ' || n, timestamp '2025-03-10 12:00:00'
              FROM generate_series(1, %s) AS n
             UNION ALL SELECT 'few', '2025-01-10 12:00:00'
            """,
            (MANY,),
        )
        march, january = ("2025-03-01", "2025-04-01"), ("2025-01-01", "2025-02-01")
        began = time.monotonic()
        found = (metric | self.count).evaluate(*march, "total", "name")
        self.assertLess(time.monotonic() - began, 10)
        (point,) = found[metric.id]
        self.assertEqual("not_measurable", point["status"])
        self.assertIn("points", point["note"])
        pareto = metric.pareto_chart(*march, "name")
        self.assertEqual(([], point["note"]), (pareto["rows"], pareto["problem"]))
        # another metric of the call, and the same one without so many
        self.assertEqual("not_measurable", found[self.count.id][0]["status"])
        self.assertIn("name", found[self.count.id][0]["note"])
        self.assertEqual(float(MANY), self._point(metric, march)["value"])
        found = metric.evaluate(*january, "total", "name")
        self.assertEqual(["few"], [point["label"] for point in found[metric.id]])
        # fewer groups than that, but too many points together with the days
        self.env.cr.execute("DELETE FROM utm_source WHERE id % 100 > 0")
        found = metric.evaluate("2025-01-01", "2025-04-01", "day", "name")[metric.id]
        self.assertEqual({"not_measurable"}, {point["status"] for point in found})


@tagged("post_install", "-at_install")
class TestBadQuestion(BadInputCase):
    """What somebody may send to the public methods."""

    def test_far_and_impossible_dates(self):
        self._won()
        for span in (
            ("1899-12-31", "1950-01-01"),
            ("2026-01-01", "2200-01-02"),
            ("2026-01-01", "9999-12-31"),
            ("2026-02-30", "2026-03-01"),
            ("2026-04-01", "2026-04-01"),
            ("2026-04-01", "2026-03-01"),
            ("", ""),
            (None, "2026-04-01"),
            (False, False),
            (1, 2),
            ([], {}),
            ("2026", "2027"),
            ("'; DROP TABLE crm_lead; --", "2026-04-01"),
        ):
            for name in ("evaluate", "coverage", "action_drill_down"):
                with self.subTest(f"{name}{span}"), self.assertRaises(UserError):
                    getattr(self.count, name)(*span)

    def test_the_ends_of_time(self):
        self._won("old", "1900-01-01 12:00:00")
        self._won("far", "2199-12-31 12:00:00")
        points = self.count.evaluate("1900-01-01", "2200-01-01", "year")[self.count.id]
        self.assertEqual(300, len(points))
        self.assertEqual((1.0, "1900-01-01"), _value(points[0]))
        self.assertEqual((0.0, "1901-01-01"), _value(points[1]))
        self.assertEqual((None, "2199-01-01"), _value(points[-1]))
        with self.assertRaisesRegex(UserError, "Too many periods"):
            self.count.evaluate("1900-01-01", "2200-01-01", "day")
        (point,) = self.count.evaluate(date(1900, 1, 1), date(2200, 1, 1), "total")[
            self.count.id
        ]
        self.assertEqual(2.0, point["value"])

    def test_granularities_and_breakdowns_that_do_not_exist(self):
        for granularity in ("Month", "", None, 5, [], "month; --"):
            with self.subTest(granularity), self.assertRaises(UserError):
                self.count.evaluate(*MARCH, granularity)
        for breakdown in (
            "nothing",
            "user_id; --",
            5,
            ["user"],
            {"a": 1},
            "name",
            True,
        ):
            with self.subTest(breakdown):
                point = self._point(self.count, breakdown=breakdown)
                self.assertEqual("not_measurable", point["status"])
                self.assertIn("broken down", point["note"])

    def test_drill_downs_that_do_not_exist(self):
        drill = self.count.action_drill_down
        for options in (
            {"side": "nothing"},
            {"side": None},
            {"side": "denominator"},
            {"side": []},
            {"reason": "nothing"},
            {"reason": ["counted"]},
            {"breakdown": "nothing", "breakdown_id": 1},
            {"breakdown": "team", "breakdown_id": "x' OR 1=1"},
            {"breakdown": "team", "breakdown_id": {}},
            {"breakdown": "team", "breakdown_id": [1]},
        ):
            with self.subTest(str(options)), self.assertRaises(UserError):
                drill(*MARCH, **options)
        with self.assertRaises(AccessError):
            drill(*MARCH, breakdown="user", breakdown_id=1)


def _figure(point):
    return point["numerator"], point["denominator"], point["value"]


def _value(point):
    return point["value"], point["period_start"]
