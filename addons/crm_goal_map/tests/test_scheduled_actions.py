from unittest.mock import patch

from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import GoalCase

PATH = "odoo.addons.crm_goal_map.models"


@tagged("post_install", "-at_install")
class TestScheduledActions(GoalCase):
    """One broken record stops nothing else; with nothing to do nothing is written."""

    def _broken(self, model, method, record):
        cls = type(self.env[model])
        original = getattr(cls, method)

        def broken(records, *args):
            if record in records:
                records.env.cr.execute("SELECT 1 / 0")
            return original(records, *args)

        return patch.object(cls, method, broken)

    def _writes(self, action):
        """Return the statements of a run that write."""
        self.env.flush_all()
        self.env.invalidate_all()
        statements = []
        cursor = type(self.env.cr)
        original = cursor.execute

        def execute(cr, query, *args, **options):
            code = getattr(query, "code", query).lstrip().upper()
            if code.startswith(("INSERT", "UPDATE", "DELETE")):
                statements.append(code)
            return original(cr, query, *args, **options)

        with patch.object(cursor, "execute", execute):
            action()
            self.env.flush_all()
        return statements

    def _effects(self):
        self._make_known(self.win_rate)
        return self._goal(
            effect_ids=[
                Command.create(
                    {
                        "why": why,
                        "guard_metric_id": self.win_rate.id,
                        "guard_comparator": ">=",
                        "guard_limit": 0.5,
                    }
                )
                for why in ("First", "Second", "Third")
            ]
        ).effect_ids

    def test_guards(self):
        effects = self._effects()
        Effect = self.env["crm.goal.effect"]
        for method in ("_compute_guard_state", "_guard_alarm"):
            with (
                self.subTest(method),
                self.env.cr.savepoint() as savepoint,
                self._broken("crm.goal.effect", method, effects[0]),
                mute_logger(f"{PATH}.crm_goal_effect.crm_goal_effect", "odoo.sql_db"),
            ):
                self.env.invalidate_all()
                Effect._cron_guards()
                since = effects.mapped(lambda e: bool(e.breached_since))
                self.assertEqual(since, [False, True, True])
                savepoint.rollback()
        Effect._cron_guards()
        self.assertTrue(all(effect.breached_since for effect in effects))
        self.assertFalse(self._writes(Effect._cron_guards))

    def test_reviews(self):
        yesterday = fields.Date.today() - relativedelta(days=1)
        Map = self.env["crm.goal.map"]
        maps = Map.with_user(self.manager).create([{"name": n} for n in "ABC"])
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_goal_map SET next_review = %s, last_review_date = %s"
            " WHERE id IN %s",
            (yesterday, yesterday, tuple(maps.ids)),
        )
        self.env.invalidate_all()
        with (
            self._broken("crm.goal.map", "_responsible", maps[0]),
            mute_logger(f"{PATH}.crm_goal_map.crm_goal_map", "odoo.sql_db"),
        ):
            Map._cron_review_reminders()
        self.assertEqual(
            maps.mapped(lambda m: len(m.activity_ids)), [0, 1, 1], maps.activity_ids
        )
        Map._cron_review_reminders()
        self.assertEqual(maps.mapped(lambda m: len(m.activity_ids)), [1, 1, 1])
        self.assertFalse(self._writes(Map._cron_review_reminders))

    def test_stakeholders(self):
        Map = self.env["crm.goal.map"]
        maps = Map.with_user(self.confidant).create([{"name": n} for n in "ABC"])
        people = self.env["crm.goal.stakeholder"].with_user(self.confidant)
        for record in maps:
            people |= people.create(
                {
                    "goal_id": self._goal(map_id=record.id, user=self.confidant).id,
                    "name": "Somebody",
                    "influence": "high",
                    "stance_now": "supporter",
                }
            )
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_goal_map SET date_from = '2015-01-01', date_to = '2015-12-31'"
            " WHERE id IN %s",
            [tuple(maps.ids)],
        )
        self.env.invalidate_all()
        with (
            self._broken("crm.goal.stakeholder", "action_anonymise", people[0]),
            mute_logger(f"{PATH}.crm_goal_map.stakeholders", "odoo.sql_db"),
        ):
            Map._cron_forget_stakeholders()
        self.assertEqual(people.sudo().mapped("anonymised"), [False, True, True])
        Map._cron_forget_stakeholders()
        self.assertTrue(all(people.sudo().mapped("anonymised")))
        self.assertFalse(self._writes(Map._cron_forget_stakeholders))
