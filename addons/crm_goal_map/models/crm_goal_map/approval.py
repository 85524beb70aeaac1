from odoo import api, fields, models

from ...lib import uplift


class CrmGoalMap(models.Model):
    """What is approved in a map, and why it may not be."""

    _inherit = "crm.goal.map"

    uplift_message = fields.Text(compute="_compute_uplift")
    uplift_refused = fields.Boolean(string="Blanket uplift", compute="_compute_uplift")

    @api.depends("goal_ids.target_value", "goal_ids.baseline_value")
    @api.depends_context("lang")
    def _compute_uplift(self):
        for record in self:
            found = record.blanket_uplift()
            record.uplift_message = found["message"]
            record.uplift_refused = found["blanket"]

    def _approval_content(self):
        current = self.position_ids.filtered("is_current")
        goals = self._goals()
        return {
            "period": [str(self.date_from), str(self.date_to)],
            "conditions": self.conditions or "",
            "segments": sorted(self.segment_ids.mapped("code")),
            "positions": [
                position._map_content()
                for position in current.sorted(lambda p: (p.segment_id.code, p.id))
            ],
            "goals": [goal._map_content() for goal in goals.sorted("id")],
        }

    def _goals(self):
        """Goals that belong to the map; an archived map keeps those it had."""
        goals = self.with_context(active_test=False).goal_ids
        return goals.filtered(lambda goal: goal.active or goal.archived_with_map)

    def _approval_labels(self):
        return {
            "period": self.env._("Period"),
            "conditions": self.env._("Business conditions"),
            "segments": self.env._("Process segments"),
            "positions": self.env._("Position"),
            "goals": self.env._("Goal"),
        }

    def _approval_problems(self):
        problems = super()._approval_problems()
        found = self.blanket_uplift()
        if found["blanket"]:
            problems.append(found["message"])
        if not self.segment_ids:
            problems.append(self.env._("Choose the process segments of the map."))
        return problems

    def blanket_uplift(self):
        """Look for "+20 % everywhere" among the quantified goals of this map.

        :return: dict with ``blanket`` (refuses approval), ``warning`` (only warns),
            ``goal_ids``, ``change`` (fraction, positive is an improvement, or None)
            and ``message`` (a sentence with the goals, or an empty string)
        """
        self.ensure_one()
        self.check_access("read")
        goals = self._goals()
        found = uplift.detect([goal._uplift_change() for goal in goals])
        return {
            "blanket": found.blanket,
            "warning": found.warning,
            "goal_ids": list(found.keys),
            "change": found.change,
            "message": self._blanket_message(found, goals),
        }

    def _blanket_message(self, found, goals):
        if not found.keys:
            return ""
        names = ", ".join(
            self.env._("“%(goal)s”", goal=goal.name)
            for goal in goals
            if goal.id in found.keys
        )
        values = {
            "count": len(found.keys),
            "all": found.quantified,
            "percent": self._percent(found.change),
            "goals": names,
        }
        if found.blanket:
            return self.env._(
                "Blanket uplift: %(count)s of %(all)s quantified goals change by the"
                " same %(percent)s: %(goals)s. Such a number was not derived from the"
                " reasons behind each figure. Ask for each goal what can change, and"
                " why.",
                **values,
            )
        return self.env._(
            "%(count)s of %(all)s quantified goals change by the same %(percent)s:"
            " %(goals)s. Is that a coincidence?",
            **values,
        )

    def _percent(self, fraction):
        lang = self.env["res.lang"]._get_data(code=self.env.lang or "en_US")
        digits = 0 if abs(fraction * 100 - round(fraction * 100)) < 0.05 else 1
        percent = round(fraction * 100, digits)
        # a zero has no sign
        text = f"{percent:+.{digits}f}" if percent else "0"
        return f"{text.replace('.', lang.decimal_point or '.')} %"

    # -- revisions ---------------------------------------------------------

    def _approval_track(self):
        """Each change of a map that was approved once leaves a revision."""
        approved, before = self._approval_newest_each(["approve"], ["change"])
        result = super()._approval_track()
        after = self._approval_newest(["change"])
        for record in self.browse(approved):
            if after.get(record.id) != before.get(record.id):
                record._revise("change", record.change_reason)
        return result

    def _approval_decide(self, event, comment):
        result = super()._approval_decide(event, comment)
        if event == "approve":
            for record in self:
                record._revise("approval", record.change_reason or comment)
            self.sudo().write({"change_reason": False})
        return result
