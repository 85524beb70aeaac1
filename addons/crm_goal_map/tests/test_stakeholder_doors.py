import io
import zipfile

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import tagged

from .stakeholder_case import SECRET, StakeholderCase


@tagged("post_install", "-at_install")
class TestStakeholderDoors(StakeholderCase):
    """Ways around: other models, sorting, grouping, forms, files, what is logged."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.quiet = cls._goal(name="Nobody asked")
        cls.effect = (
            cls.env["crm.goal.effect"]
            .with_user(cls.manager)
            .create(
                {
                    "goal_id": cls.goal.id,
                    "affected_goal_id": cls.quiet.id,
                    "kind": "weakens",
                    "why": "Time.",
                }
            )
        )

    def _shut(self, door):
        try:
            with self.env.cr.savepoint():
                found = door()
        except (AccessError, ValueError):
            return
        self.fail(f"This door is open: {found}")

    def _silent(self, door):
        """The door is shut, or what comes out of it says nothing."""
        try:
            said = door()
        except (AccessError, ValueError) as error:
            said = error
        for word in SECRET:
            self.assertNotIn(word, str(said))

    def test_through_other_models(self):
        paths = {
            "crm.goal.effect": "goal_id.stakeholder_ids.stance_now",
            "crm.goal.explanation": "goal_id.stakeholder_ids.stance_now",
            "crm.goal.interim": "goal_id.stakeholder_ids.stance_now",
            "crm.goal.position": "map_id.stakeholder_ids.stance_now",
            "crm.goal.map": "goal_ids.stakeholder_ids.stance_now",
            "crm.goal": "effect_ids.affected_goal_id.stakeholder_ids.stance_now",
            "crm.metric.definition": "goal_ids.stakeholder_ids.stance_now",
        }
        for user in self.others:
            for model, path in paths.items():
                records = self.env[model].with_user(user)
                if path.partition(".")[0] not in records._fields:
                    continue
                for operator, value in (("=", "opponent"), ("!=", False)):
                    with self.subTest(f"{user.login} {model}"):
                        with self.assertRaises(AccessError):
                            records.search_count([(path, operator, value)])
            with self.assertRaises(AccessError):
                self.env["crm.goal"].with_user(user).web_search_read(
                    [("stakeholder_ids", "any", [("stance_now", "=", "opponent")])],
                    {"name": {}},
                )
            with self.assertRaises(AccessError):
                self.effect.with_user(user).web_read(
                    {"goal_id": {"fields": {"stakeholder_ids": {"fields": {}}}}}
                )
            with self.assertRaises(AccessError):
                self.effect.with_user(user).export_data(
                    ["goal_id/stakeholder_ids/stance_now"]
                )

    def test_sorting_and_grouping_are_no_oracle(self):
        for user in self.others:
            goals = self.env["crm.goal"].with_user(user)
            effects = self.env["crm.goal.effect"].with_user(user)
            for door in (
                lambda goals=goals: goals.search([], order="stakeholder_ids"),
                lambda goals=goals: goals.search([], order="stance_risk desc"),
                lambda effects=effects: effects.search([], order="goal_id.stance_risk"),
                lambda goals=goals: goals.formatted_read_group(
                    [], ["segment_id"], ["stakeholder_ids:count"]
                ),
                lambda goals=goals: goals.formatted_read_group(
                    [], ["stakeholder_ids.stance_now"], ["__count"]
                ),
                lambda goals=goals: goals.formatted_read_grouping_sets(
                    [], [["segment_id"], ["stakeholder_ids"]], ["__count"]
                ),
                lambda goals=goals: goals.web_read_group([], ["stakeholder_ids"]),
                lambda effects=effects: effects.formatted_read_group(
                    [], ["goal_id.stakeholder_ids"], ["__count"]
                ),
                lambda goals=goals: goals.formatted_read_group(
                    [],
                    ["segment_id"],
                    ["__count"],
                    having=[("stakeholder_ids:count", ">", 0)],
                ),
            ):
                with self.subTest(user.login):
                    self._shut(door)

    def test_forms_ask_in_vain(self):
        spec = {
            "name": {},
            "stakeholder_ids": {"fields": {"display_name": {}, "stance_now": {}}},
            "stance_risk": {},
        }
        for user in self.others:
            mine = self.goal.with_user(user)
            self._silent(lambda mine=mine: mine.onchange({}, ["name"], spec))
            self._silent(lambda mine=mine: mine.web_read(spec))
            self._silent(lambda mine=mine: mine.read())
            self._silent(lambda mine=mine: mine.copy_data())
            self._silent(lambda mine=mine: mine.fields_get())
            self._silent(lambda mine=mine: mine.default_get(["stakeholder_ids"]))
            self._silent(
                lambda mine=mine: mine.read_progress_bar(
                    [], "segment_id", {"field": "stance_risk", "colors": {}}
                )
            )
        copy = self.goal.with_user(self.manager).copy()
        self.assertFalse(copy.sudo().stakeholder_ids)
        chart = self.map.with_user(self.manager).copy()
        self.assertFalse(chart.sudo().stakeholder_ids)

    def test_nothing_is_printed_or_logged(self):
        self.person.with_user(self.confidant).write(
            {"stance_now": "sceptic", "action": "Lunch with Zeno"}
        )
        self.person.with_user(self.confidant).stance_now = "opponent"
        self.goal.with_user(self.manager).write({"target_value": 0.5})
        with self.assertRaises(UserError) as caught:
            self.goal.with_user(self.manager).action_request_approval()
        said = [caught.exception, self.map._approval_content()]
        said += self.env["crm.approval"].search([]).mapped("content")
        for user in self.others:
            chart = self.map.with_user(user)
            said.append(chart.map_data())
            said.append(self.goal.with_user(user)._approval_problems())
            with zipfile.ZipFile(io.BytesIO(chart._workbook())) as parts:
                said += [parts.read(name).decode() for name in parts.namelist()]
            report = self.env["ir.actions.report"].with_user(user)
            html, _kind = report._render_qweb_html(
                "crm_goal_map.crm_goal_map_steering_report_action", chart.ids
            )
            said.append(html.decode())
        self.map.next_review = self.month
        self.env["crm.goal.map"]._cron_review_reminders()
        self.env["crm.goal.effect"]._cron_guards()
        activities = self.env["mail.activity"].sudo().search([])
        said += activities.mapped(lambda a: f"{a.summary} {a.note}")
        messages = self.env["mail.message"].sudo().search([])
        said += messages.mapped(lambda m: f"{m.subject} {m.body}")
        tracked = messages.tracking_value_ids
        said += tracked.mapped(lambda t: f"{t.old_value_char} {t.new_value_char}")
        for word in SECRET:
            self.assertNotIn(word, "\n".join(map(str, said)))

    def test_whoever_is_deleted_elsewhere(self):
        """The contact goes; the row stays, without a name."""
        self.person.partner_id.sudo().unlink()
        self.person.invalidate_recordset()
        self.assertTrue(self.person.exists())
        self.assertFalse(self.person.partner_id)
        self.goal.with_user(self.confidant).write({"name": "Still editable"})

    def test_commands_of_others_are_refused(self):
        for command in (
            Command.link(self.person.id),
            Command.update(self.person.id, {"stance_now": "driver"}),
            Command.create({"name": "X", "stance_now": "driver"}),
            Command.delete(self.person.id),
            Command.unlink(self.person.id),
            Command.set([]),
        ):
            with self.assertRaises(AccessError):
                self.quiet.with_user(self.manager).write({"stakeholder_ids": [command]})
            with self.assertRaises(AccessError):
                self.map.with_user(self.manager).write(
                    {
                        "goal_ids": [
                            Command.update(self.goal.id, {"stakeholder_ids": [command]})
                        ]
                    }
                )
        self.assertEqual(self.person.stance_now, "opponent")
