import random
from datetime import datetime, timedelta
from pathlib import Path
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import TransactionCase, new_test_user, tagged

from ..lib.periods import today_in

PAST = datetime(2024, 3, 5, 9, 30)
EARLIER = datetime(2024, 1, 8, 14, 0)


class EndCase(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True})
        cls.now = cls.env.cr.now().replace(microsecond=0)
        cls.seller = new_test_user(
            cls.env,
            "end_seller",
            groups="sales_team.group_sale_salesman_all_leads,base.group_partner_manager",
        )
        cls.Lead = cls.env["crm.lead"].with_user(cls.seller)
        stages = cls.env["crm.stage"].search([("team_ids", "=", False)])
        cls.won = stages.filtered("is_won")[:1]
        cls.open = stages - stages.filtered("is_won")

    def setUp(self):
        super().setUp()
        clock = patch.object(fields.Datetime, "now", lambda *args: self.now)
        clock.start()
        self.addCleanup(clock.stop)

    def _lead(self, **vals):
        vals = {"name": "A", "type": "opportunity", "stage_id": self.open[0].id, **vals}
        return self.Lead.create(vals)

    def _ended(self, how="lost", **vals):
        """Return an opportunity that ended in the past."""
        lead = self._lead(**vals)
        if how == "won":
            lead.action_set_won()
        elif how == "lost":
            lead.action_set_lost()
        else:
            lead.write({"probability": 40})
            lead.action_archive()
        self.assertEqual(lead.date_ended, self.now, how)
        lead.date_ended = PAST
        return lead


@tagged("post_install", "-at_install")
class TestLeadEnd(EndCase):
    def test_empty_while_open_set_by_each_way_to_end(self):
        doors = {
            "button won": lambda lead: lead.action_set_won(),
            "rainbow man": lambda lead: lead.action_set_won_rainbowman(),
            "card dragged": lambda lead: lead.write({"stage_id": self.won.id}),
            "button lost": lambda lead: lead.action_set_lost(),
            "archived": lambda lead: lead.action_archive(),
            "archived by list": lambda lead: lead.write({"active": False}),
            "lost by hand": lambda lead: lead.write(
                {"active": False, "probability": 0}
            ),
            "wizard": lambda lead: (
                self.env["crm.lead.lost"]
                .with_user(self.seller)
                .create({"lead_ids": [(6, 0, lead.ids)]})
                .action_lost_reason_apply()
            ),
        }
        for name, door in doors.items():
            with self.subTest(name):
                lead = self._lead()
                self.assertFalse(lead.date_ended)
                door(lead)
                self.assertEqual(lead.date_ended, self.now)

    def test_probability_of_a_hundred_in_an_open_stage_ends_nothing(self):
        lead = self._lead()
        lead.probability = 100
        self.assertTrue(lead.date_closed, "as stock does")
        self.assertFalse(lead.date_ended)
        self.assertFalse(self._lead(probability=100).date_ended)

    def test_many_at_once(self):
        leads = self._lead() | self._ended() | self._ended("won")
        leads.write({"active": False})
        self.assertEqual(leads.mapped("date_ended"), [self.now, PAST, PAST])

    def test_kept_when_archived_edited_or_marked_otherwise_later(self):
        won, lost, archived = map(self._ended, ("won", "lost", "archived"))
        won.action_archive()
        lost.write({"name": "B", "expected_revenue": 7, "probability": 0})
        archived.action_set_lost()
        self.assertEqual({PAST}, {*(won | lost | archived).mapped("date_ended")})
        won.action_unarchive()
        self.assertEqual((won.won_status, won.date_ended), ("won", PAST))
        for lead in lost, archived:
            lead.action_set_won()
            self.assertEqual((lead.won_status, lead.date_ended), ("won", PAST))
        moved = self._ended()
        moved.write({"stage_id": self.won.id})
        self.assertEqual((moved.won_status, moved.date_ended), ("won", PAST))

    def test_emptied_when_open_again(self):
        doors = {
            "lost": lambda lead: lead.action_unarchive(),
            "archived": lambda lead: lead.write({"active": True, "probability": 30}),
            "won": lambda lead: lead.write({"stage_id": self.open[0].id}),
        }
        for how, door in doors.items():
            with self.subTest(how):
                lead = self._ended(how)
                door(lead)
                self.assertEqual(lead.won_status, "pending")
                self.assertFalse(lead.date_ended)
        lead = self._ended()
        lead.action_restore()
        self.assertFalse(lead.date_ended)
        lead.action_set_lost()
        self.assertEqual(lead.date_ended, self.now)

    def test_a_team_without_the_won_stage_opens_it(self):
        north, south = self.env["crm.team"].create([{"name": "N"}, {"name": "S"}])
        stage = self.env["crm.stage"].create(
            {"name": "Won in the north", "is_won": True, "team_ids": north.ids}
        )
        lead = self._lead(team_id=north.id, stage_id=stage.id)
        self.assertTrue(lead.date_ended)
        lead.team_id = south
        self.assertNotEqual(lead.stage_id, stage)
        self.assertFalse(lead.date_ended)

    def test_writable_while_it_has_ended(self):
        lead = self._ended()
        lead.date_ended = EARLIER
        self.assertEqual(lead.date_ended, EARLIER)
        lead.date_ended = False
        lead.name = "B"
        self.assertFalse(lead.date_ended, "not known")
        lead.write({"active": True, "date_ended": PAST})
        self.assertFalse(lead.date_ended, "open")
        lead.write({"active": False, "date_ended": PAST})
        self.assertEqual(lead.date_ended, PAST)

    def test_no_end_and_no_intake_in_the_future(self):
        lead = self._ended()
        for name in "date_ended", "date_intake":
            with (
                self.assertRaisesRegex(ValidationError, "future"),
                self.env.cr.savepoint(),
            ):
                lead[name] = self.now + timedelta(days=3)
        lead.date_ended = self.now + timedelta(hours=3)
        self.assertEqual(lead.date_ended, self.now, "noon of today, in the morning")

    def test_created_finished(self):
        self.assertEqual(self._lead(active=False).date_ended, self.now)
        self.assertEqual(self._lead(stage_id=self.won.id).date_ended, self.now)
        lead = self._lead(active=False, date_ended=PAST)
        self.assertEqual(lead.date_ended, PAST)
        self.assertFalse(self._lead(date_ended=PAST).date_ended, "it is open")
        lead = self._lead(stage_id=self.won.id, probability=100, date_ended=False)
        self.assertEqual(lead.date_ended, self.now, "as a form saves it")

    def test_a_copy_gets_none_of_its_original(self):
        for how in "won", "lost", "archived":
            copy = self._ended(how).copy()
            expected = False if copy.active else self.now
            self.assertEqual(copy.date_ended, expected, how)

    def test_merge(self):
        late, early = self._ended("won"), self._ended("lost")
        early.date_ended = EARLIER
        still_open = self._lead(probability=90)
        merged = (still_open | early).merge_opportunity()
        self.assertEqual(merged, still_open)
        self.assertFalse(merged.date_ended)
        undated = self._ended("lost", expected_revenue=3)
        undated.date_ended = False
        pair = late | self._ended("lost")
        pair[1].date_ended = EARLIER
        date = pair._sort_by_confidence_level(reverse=True)[0].date_ended
        merged = pair.merge_opportunity()
        self.assertEqual(merged.date_ended, date, "the survivor's own")
        others = [self._ended("archived"), self._ended("archived")]
        others[1].date_ended = EARLIER
        group = undated | others[0] | others[1]
        survivor = group._sort_by_confidence_level(reverse=True)[0]
        survivor.date_ended = False
        latest = max(d for d in group.mapped("date_ended") if d)
        self.assertEqual(group.merge_opportunity().date_ended, latest)

    def test_leads_and_conversions(self):
        lead = self._lead(type="lead")
        lead.action_set_lost()
        self.assertEqual(lead.date_ended, self.now)
        lead.write({"type": "opportunity"})
        self.assertEqual(lead.date_ended, self.now)
        lead = self._lead(type="lead")
        lead.convert_opportunity(self.env["res.partner"])
        self.assertFalse(lead.date_ended)

    def test_import_keeps_what_the_file_says(self):
        head = ["id", "name", "type", "active", "probability", "date_ended"]
        rows = [
            ["__test__.a", "Dated", "opportunity", "0", "0", "2024-03-05 09:30:00"],
            ["__test__.b", "Undated", "opportunity", "0", "0", ""],
            ["__test__.c", "Open", "opportunity", "1", "10", "2024-03-05 09:30:00"],
        ]
        for _time in range(2):
            result = self.env["crm.lead"].load(head, rows)
            self.assertFalse(result["messages"])
            leads = self.env["crm.lead"].browse(result["ids"])
            self.assertEqual(leads.mapped("date_ended"), [PAST, False, False])
        self.assertEqual(leads.mapped("is_imported"), [True] * 3)
        result = self.env["crm.lead"].load(head[1:5], [row[1:5] for row in rows])
        without = self.env["crm.lead"].browse(result["ids"])
        self.assertFalse(any(without.mapped("date_ended")))
        without[1].write({"is_imported": False, "name": "B"})
        self.assertTrue(without[1].is_imported)
        self.assertFalse(self._lead(is_imported=True).is_imported)

    def test_the_import_screen_offers_it(self):
        offered = self.env["base_import.import"].get_fields_tree("crm.lead")
        self.assertIn("date_ended", {field["name"] for field in offered})

    def test_a_stage_becomes_won_or_no_longer(self):
        lead, lost = self._lead(), self._ended()
        (lead | lost).write({"stage_id": self.open[1].id})
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_lead SET date_last_stage_update = %s WHERE id = %s",
            [EARLIER, lead.id],
        )
        self.env.invalidate_all()
        self.open[1].is_won = True
        self.assertEqual((lead.won_status, lead.date_ended), ("won", EARLIER))
        self.assertEqual(lost.date_ended, PAST)
        self.open[1].is_won = False
        self.assertEqual((lead.won_status, lead.date_ended), ("pending", False))
        self.assertEqual(lost.date_ended, PAST)

    def test_no_query_for_each_record(self):
        def cost(number):
            leads = self.Lead.create(
                [
                    {"name": "A", "type": "opportunity", "stage_id": self.open[0].id}
                    for _number in range(number)
                ]
            )
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            leads.write({"active": False})
            self.env.flush_all()
            return self.env.cr.sql_log_count - start

        cost(2)
        self.assertLessEqual(cost(40), cost(4) + 3)

    def test_installation_fills_the_date_without_an_update(self):
        won, lost, still_open = self._ended("won"), self._ended(), self._lead()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_lead SET date_closed = %s WHERE id = ANY(%s)",
            [EARLIER, (won | lost | still_open).ids],
        )
        self.env.cr.execute("ALTER TABLE crm_lead DROP COLUMN date_ended CASCADE")
        self.env["crm.lead"]._add_metric_columns()
        self.env.invalidate_all()
        dates = [lead.date_ended for lead in (won, lost, still_open)]
        self.assertEqual(dates, [EARLIER, EARLIER, False])


@tagged("post_install", "-at_install")
class TestOpenPipelineToday(EndCase):
    """What the library calls open today is what the pipeline shows."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.metric = cls.env.ref("crm_metric_definitions.metric_open_pipeline")
        cls.reasons = cls.env["crm.lost.reason"].search([])

    def _assert_today(self, what):
        today = today_in(self.metric.tz)
        [point] = self.metric.evaluate(today, today + timedelta(days=1), "total")[
            self.metric.id
        ]
        company = self.metric._company()
        leads = self.env["crm.lead"].search(
            [
                ("type", "=", "opportunity"),
                ("active", "=", True),
                ("won_status", "=", "pending"),
                ("company_id", "in", [company.id, False]),
            ]
        )
        total = sum(leads.mapped("expected_revenue"))
        self.assertAlmostEqual(total, point["numerator"] or 0, 2, what)

    def test_as_the_database_is(self):
        self._assert_today("now")

    def test_after_imports(self):
        data = Path(__file__).parent / "lost_history_without_dates.csv"
        lines = [line.split(";") for line in data.read_text().splitlines()]
        head = "name type active probability expected_revenue date_intake".split()
        for lost in (True, False):
            rows = [list(line) for line in lines[1:]]
            for number, row in enumerate(rows):
                if not lost:
                    row[2:4] = ["True", str(number % 3 * 50)]
                    row[5] = row[5] if number % 2 else ""
            result = self.env["crm.lead"].load(head, rows)
            self.assertFalse(result["messages"])
            self._assert_today(lost)
        today = today_in(self.metric.tz)
        entry = self.metric.coverage(today, today + timedelta(days=1))[self.metric.id]
        left_out = {row["label"]: row["count"] for row in entry["left_out"]}
        self.assertGreaterEqual(left_out["Ended without a date"], len(lines) - 1)

    def test_after_a_hundred_edits_through_a_salespersons_doors(self):
        dice = random.Random(13)
        leads = self.Lead.create(
            [
                {
                    "name": str(number),
                    "type": "opportunity",
                    "expected_revenue": dice.randrange(1, 10**7) / 100,
                    "stage_id": dice.choice(self.open).id,
                }
                for number in range(25)
            ]
        )
        doors = self._doors(dice)
        for turn in range(100):
            leads = leads.exists()
            name = dice.choice(sorted(doors))
            some = leads.browse(dice.sample(leads.ids, dice.randrange(1, 4)))
            try:
                with self.env.cr.savepoint():
                    new = doors[name](some)
            except UserError:
                self.env.invalidate_all()
                new = None
            if isinstance(new, type(leads)):
                leads |= new
            if turn % 10 == 9:
                self._assert_today((turn, name))
        self._assert_today("at last")

    def _doors(self, dice):
        def each(method):
            def run(some):
                for lead in some:
                    getattr(lead, method)()

            return run

        def wizard(some):
            self.env["crm.lead.lost"].with_user(self.seller).create(
                {
                    "lead_ids": [(6, 0, some.ids)],
                    "lost_reason_id": dice.choice(self.reasons).id,
                }
            ).action_lost_reason_apply()

        def imported(_some):
            result = self.Lead.load(
                ["name", "type", "active", "probability", "expected_revenue"],
                [["I", "opportunity", dice.choice("01"), dice.choice("05"), "12.34"]],
            )
            return self.Lead.browse(result["ids"] or [])

        def write(**choices):
            return lambda some: some.write(
                {name: dice.choice(values) for name, values in choices.items()}
            )

        everything = (self.open | self.won).ids
        return {
            "won": each("action_set_won"),
            "lost": each("action_set_lost"),
            "restore": each("action_restore"),
            "automatic": each("action_set_automated_probability"),
            "archive": lambda some: some.action_archive(),
            "unarchive": lambda some: some.action_unarchive(),
            "wizard": wizard,
            "import": imported,
            "stage": write(stage_id=everything),
            "probability": write(probability=[0, 10, 99.5, 100]),
            "both": write(stage_id=everything, probability=[0, 50, 100]),
            "active": write(active=[True, False], probability=[0, 30, 100]),
            "type": write(type=["lead", "opportunity"]),
            "revenue": write(expected_revenue=[1.01, 99.99, 12345.67]),
            "intake": write(date_intake=[PAST, False, self.now]),
            "ended": write(date_ended=[PAST, False, self.now]),
            "copy": lambda some: some.copy(),
            "convert": lambda some: some.convert_opportunity(self.env["res.partner"]),
            "merge": lambda some: some.merge_opportunity(),
            "delete": lambda some: some[:1].sudo().unlink(),
        }
