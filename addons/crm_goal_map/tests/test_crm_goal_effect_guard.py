from dateutil.relativedelta import relativedelta

from odoo.exceptions import ValidationError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import SQL

from .common import GoalCase


@tagged("post_install", "-at_install")
class TestCrmGoalGuard(GoalCase):
    def _guard(self, limit=0.3, side=">=", **vals):
        goal = self._goal(
            effect_ids=[
                Command.create(
                    {
                        "why": "Discounts",
                        "guard_metric_id": self.win_rate.id,
                        "guard_comparator": side,
                        "guard_limit": limit,
                    }
                )
            ],
            **vals,
        )
        return goal.effect_ids

    def _lose(self, number):
        for _number in range(number):
            self._closed_deal(self.month - relativedelta(days=3), won=False)
        self.env.invalidate_all()

    def _alarms(self, effect):
        return effect.goal_id.activity_ids.filtered(
            lambda a: a.activity_type_id == self.env.ref("crm_goal_map.activity_guard")
        )

    def test_a_limit_of_zero_asks_for_its_side(self):
        form = Form(self._guard())
        form.guard_comparator = False
        form.guard_limit = 0
        with self.assertRaisesRegex(ValidationError, "a limit type"):
            form.save()
        form.guard_comparator = "<="
        self.assertEqual(form.save().guard_limit, 0)
        form.guard_comparator = False
        form.guard_limit = False
        self.assertIsNone(form.save().guard_limit)

    def test_states(self):
        effect = self._guard()
        self.assertEqual(effect.guard_state, "not_known")
        self._make_known(self.win_rate)
        self.env.invalidate_all()
        self.assertEqual(effect.guard_state, "kept")
        self.assertEqual(effect.guard_display, "40.0 %")
        self.assertEqual(self._guard(0.5).guard_state, "breached")
        self.assertEqual(self._guard(0.5, "<=").guard_state, "kept")

    def test_exactly_one_activity_until_it_recovers(self):
        self._make_known(self.win_rate)
        effect = self._guard()
        Effect = self.env["crm.goal.effect"]
        Effect._cron_guards()
        self.assertFalse(self._alarms(effect))
        self._lose(25)
        for _night in range(3):
            Effect._cron_guards()
        self.assertEqual(len(self._alarms(effect)), 1)
        self.assertEqual(self._alarms(effect).user_id, self.manager)
        # done by hand, still breached: no second one
        self._alarms(effect).action_feedback("Looked at it.")
        Effect._cron_guards()
        self.assertFalse(self._alarms(effect))
        # recovers, and breaks again
        effect.guard_limit = 0.1
        Effect._cron_guards()
        self.assertFalse(effect.breached_since)
        effect.guard_limit = 0.3
        Effect._cron_guards()
        self.assertEqual(len(self._alarms(effect)), 1)
        effect.guard_limit = 0.1
        Effect._cron_guards()
        self.assertFalse(self._alarms(effect))

    def test_unknown_is_no_recovery(self):
        self._make_known(self.win_rate)
        effect = self._guard(0.5)
        self.env["crm.goal.effect"]._cron_guards()
        self.win_rate.check_ids.filtered("result").sudo()
        self.won.write({"domain": "[('won_status', '=', 'won')]"})
        self.env.invalidate_all()
        self.assertEqual(effect.guard_state, "not_known")
        self.env["crm.goal.effect"]._cron_guards()
        self.assertTrue(effect.breached_since)
        self.assertEqual(len(self._alarms(effect)), 1)

    def _alarmed(self):
        effect = self._guard(0.5).with_user(self.manager)
        self.env["crm.goal.effect"]._cron_guards()
        self.assertEqual(len(self._alarms(effect)), 1)
        return effect

    def test_an_alarm_ends_with_what_it_is_about(self):
        self._make_known(self.win_rate)
        other = self._metric("deals_test", numerator_id=self.won.id)
        for end in (
            lambda effect: effect.write({"guard_limit": False}),
            lambda effect: effect.write({"guard_metric_id": other.id}),
            lambda effect: effect.goal_id.action_archive(),
        ):
            effect = self._alarmed()
            end(effect)
            self.assertFalse(self._alarms(effect))
            self.assertFalse(effect.breached_since)

    def test_an_alarm_ends_with_its_effect(self):
        self._make_known(self.win_rate)
        effect = self._alarmed()
        goal = effect.goal_id
        activity = self._alarms(effect)
        effect.unlink()
        self.assertFalse(activity.exists())
        self.assertFalse(goal.activity_ids)

    def test_an_alarm_that_is_left_over_is_swept(self):
        self._make_known(self.win_rate)
        for table, column, value, id_ in (
            ("crm_goal_effect", "guard_limit", "NULL", lambda effect: effect.id),
            ("crm_goal", "active", "false", lambda effect: effect.goal_id.id),
        ):
            effect = self._alarmed()
            self.env.flush_all()
            # as an import or an older version left it
            self.env.cr.execute(
                SQL(
                    "UPDATE %s SET %s = %s WHERE id = %s",
                    SQL.identifier(table),
                    SQL.identifier(column),
                    SQL(value),
                    id_(effect),
                )
            )
            self.env.invalidate_all()
            self.env["crm.goal.effect"]._cron_guards()
            self.assertFalse(self._alarms(effect), column)
            self.assertFalse(effect.breached_since, column)

    def test_what_was_done_stays_in_the_history(self):
        self._make_known(self.win_rate)
        effect = self._alarmed()
        activity = self._alarms(effect)
        activity.action_feedback("Looked at it.")
        effect.guard_limit = False
        self.assertTrue(activity.exists())
        self.assertFalse(effect.breached_since)

    def test_a_goal_that_comes_back_is_watched_again(self):
        self._make_known(self.win_rate)
        effect = self._alarmed()
        effect.goal_id.action_archive()
        effect.goal_id.action_unarchive()
        self.env["crm.goal.effect"]._cron_guards()
        self.assertEqual(len(self._alarms(effect)), 1)

    def test_the_owner_is_told_in_his_language(self):
        self.env["res.lang"]._activate_lang("de_DE")
        self.manager.lang = "de_DE"
        self._make_known(self.win_rate)
        alarm = self._alarms(self._alarmed())
        self.assertIn("Gegenkennzahl verletzt: ", alarm.summary)
        self.assertIn("40,0 %", alarm.note)

    def test_an_owner_who_left(self):
        self._make_known(self.win_rate)
        effect = self._guard(0.5, owner_id=self.seller.id)
        self.seller.active = False
        self.env["crm.goal.effect"]._cron_guards()
        self.assertEqual(self._alarms(effect).user_id, self.manager)
        self.assertTrue(effect.goal_id.exists())

    def test_a_guard_is_complete(self):
        with self.assertRaisesRegex(ValidationError, "a limit type"):
            self._guard(side=False)
        with self.assertRaisesRegex(ValidationError, "affected, or a guard"):
            self._goal(effect_ids=[Command.create({"why": "?"})])
