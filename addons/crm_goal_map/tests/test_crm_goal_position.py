from psycopg2 import IntegrityError

from odoo.exceptions import UserError, ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from odoo.addons.crm_metric_definitions.public import ContentWords

from .common import GoalCase


@tagged("post_install", "-at_install")
class TestCrmGoalPosition(GoalCase):
    def _value(self, text, lang="en_US", **vals):
        position = self.map.position_ids[:1] or self._position()
        return (
            self.env["crm.goal.position.value"]
            .with_user(self.manager)
            .with_context(lang=lang)
            .create(
                {
                    "position_id": position.id,
                    "name": vals.pop("name", "Something"),
                    "display": text,
                    **vals,
                }
            )
        )

    def test_stated_exactly_so(self):
        for text, parts in (
            ("under 2", ("<", 2, "")),
            ("more than 80 %", (">", 80, "%")),
            ("about 8 %", ("~", 8, "%")),
            ("under 2.0", ("<", 2, "")),
            ("15 %", ("=", 15, "%")),
        ):
            value = self._value(text)
            value.invalidate_recordset()
            self.assertEqual((value.comparator, value.figure, value.unit), parts)
            self.assertEqual(value.display, text)

    def test_german(self):
        self.env["res.lang"]._activate_lang("de_DE")
        value = self._value("etwa 8,5 %", lang="de_DE")
        self.assertEqual((value.comparator, value.figure), ("~", 8.5))
        self.assertEqual(value.with_context(lang="en_US").display, "about 8.5 %")

    def test_nonsense_is_refused_with_an_example(self):
        with self.assertRaisesRegex(UserError, "under 2, more than 80 %, about 8 %"):
            self._value("quite a lot")

    def test_by_number(self):
        value = self._value("1")
        value.write({"comparator": "<", "figure": 2})
        self.assertEqual(value.display, "under 2")
        made = self._value(False, comparator="<", figure=2.5)
        self.assertEqual(made.display, "under 2.5")
        value.figure = 2.25
        self.assertEqual(value.display, "under 2.25")
        value.write({"figure": 3, "decimals": 0})
        self.assertEqual(value.display, "under 3")

    def test_zero_is_a_figure_when_someone_says_so(self):
        self.assertEqual(self._value("0").display, "0")
        self.assertEqual(self._value("under 0 %").display, "under 0 %")
        position = self.map.position_ids
        value = self.env["crm.goal.position.value"].create(
            {"position_id": position.id, "name": "Visits", "figure": 0}
        )
        self.assertEqual(value.display, "0")
        self.assertEqual(value.copy().display, "0")

    def test_nothing_stated_is_refused(self):
        refused = self.assertRaisesRegex(ValidationError, "“Something” needs a figure")
        for vals in ({}, {"comparator": "<"}, {"comparator": "?", "figure": 0}):
            with refused:
                self._value(False, **vals)
        with self.assertRaisesRegex(UserError, "not understood"):
            self._value("not known yet")
        value = self._value("under 3 %")
        for vals in ({"display": False}, {"display": "", "source_note": "Mia"}):
            with refused:
                value.write(vals)
        with refused:
            value.comparator = "?"

    def test_a_metric_may_wait_for_its_figure(self):
        metric = self.win_rate
        value = self._value(False, name=False, metric_id=metric.id, figure=0)
        self.assertEqual(value.display, "0", "a number is a figure")
        value = self._value(False, name=False, metric_id=metric.id)
        self.assertEqual(value.display, "not known yet")
        self.assertEqual(value.copy().display, "not known yet")
        self.assertEqual(value._map_content()["stated"], ["?", 0.0, ""])
        words = ContentWords(value)
        kept = {"stated": ["?", 0.0, ""]}
        self.assertEqual(words.text(("stated",), kept), "not known yet")
        refused = self.assertRaisesRegex(ValidationError, "needs a figure")
        with refused, self.env.cr.savepoint():
            value.write({"name": "Deals", "metric_id": False})
        value.figure = 40
        self.assertEqual(value.display, "40")
        value.display = "not known yet"
        self.assertEqual((value.display, value.figure), ("not known yet", 0))

    def test_says_what_it_counts(self):
        with self.assertRaisesRegex(ValidationError, "Say what"):
            self._value("2", name=False)

    def test_form(self):
        position = self._position()
        with Form(position) as form, form.value_ids.new() as line:
            line.name = "New opportunities per week"
            line.display = "under 2"
            self.assertEqual(line.comparator, "<")
        self.assertEqual(position.value_ids.display, "under 2")
        self.assertEqual(position.summary, "New opportunities per week: under 2")

    def test_form_asks_what_was_stated(self):
        position = self._position()
        with self.assertRaisesRegex(AssertionError, "'display' is a required"):
            with Form(position) as form, form.value_ids.new() as line:
                line.name = "Visits"
        with Form(position) as form, form.value_ids.new() as line:
            line.name = "Visits"
            line.display = "0"
            self.assertEqual(line.display, "0")
        visits = position.value_ids
        self.assertEqual(visits.display, "0")
        with Form(position) as form, form.value_ids.new() as line:
            line.metric_id = self.win_rate
            self.assertFalse(line.display)
        waiting = position.value_ids - visits
        self.assertEqual(waiting.display, "not known yet")
        with self.assertRaisesRegex(AssertionError, "'display' is a required"):
            with Form(position) as form, form.value_ids.edit(1) as line:
                line.display = False
        with Form(position) as form, form.value_ids.edit(1) as line:
            line.figure = 2.5
            self.assertEqual(line.display, "2.5")
        self.assertEqual(waiting.display, "2.5")

    def test_kept_in_the_words_it_was_said_in(self):
        """Also what a parser reads alike; another language is translated."""
        self.env["res.lang"]._activate_lang("de_DE")
        for text, sign, figure, english in (
            ("nur 15%", "=", 15, "15 %"),
            ("zu mehr als 80%", ">", 80, "more than 80 %"),
            ("bei ca. 8 %", "~", 8, "about 8 %"),
            ("im Schnitt unter 2", "<", 2, "under 2"),
            ("ca. 8%", "~", 8, "about 8 %"),
            ("höchstens 1.234,5 Tage", "<=", 1234.5, "at most 1234.5 Tage"),
        ):
            value = self._value(text, lang="de_DE")
            value.invalidate_recordset()
            self.assertEqual(value.display, text)
            self.assertEqual((value.comparator, value.figure), (sign, figure))
            self.assertEqual(value.with_context(lang="en_US").display, english)
            self.assertEqual(value.copy().display, text)
            value.figure = 3
            self.assertFalse(value.said, "these are not the words for it any more")
        with self.assertRaisesRegex(UserError, "set by the system"):
            value.with_context(lang="en_US").said = "over 90 %"

    def test_a_unit_that_is_not_the_metrics_is_refused(self):
        weekly = self._metric("weekly_test", numerator_id=self.closed.id)
        weekly.normalise_per = "week"
        for metric, text, unit in (
            (self.win_rate, "3 von 10", "von 10"),
            (self.win_rate, "30 Wochen", "Wochen"),
            (self.win_rate, "48 ‰", "‰"),
            (weekly, "2 im Monat", "im Monat"),
            (weekly, "1,5 Mio. €", "Mio. €"),
        ):
            with self.subTest(text), self.assertRaisesRegex(UserError, f"“{unit}”"):
                self._value(text, name=False, metric_id=metric.id)
        for metric, text in (
            (self.win_rate, "15 % der Chancen"),
            (weekly, "unter 2 pro Woche"),
            (weekly, "under 2 new ones"),
        ):
            value = self._value(text, name=False, metric_id=metric.id)
            self.assertEqual(value.display, text)

    def test_absent_is_a_finding(self):
        position = self._position(self.inbound, existence="absent")
        self.assertIn("Does not exist", position.display_name)
        self.assertTrue(position.is_current)

    def test_one_assessment_a_day(self):
        self._position(date="2026-01-01")
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self._position(date="2026-01-01")

    def test_foreign_segment(self):
        self.map.segment_ids = [Command.set(self.opportunity.ids)]
        with self.assertRaisesRegex(ValidationError, "not a segment of the map"):
            self._position(self.inbound)
