from collections import Counter
from math import ceil

from odoo import api, fields, models
from odoo.tools.misc import format_date

from .printed import report_values

LINES = 90  # of small print that fit one page
WIDE, NARROW = 110, 50  # characters of a line in a wide and in a narrow column
BORDER = 0.6
HEAD = 8  # lines of title, tallies, headings and the closing remark
FEW = 10  # with so few goals, the print is larger
VALUES = 4
NAME, TODO = 80, 90
URGENCY = (
    "off_track",
    "at_risk",
    "not_known",
    "no_evidence",
    "just_begun",
    "on_track",
    "reached",
)


class CrmGoalMapSteering(models.AbstractModel):
    """Prints one page per map: position, goals, status and next steps.

    The models provide all words; this report chooses what fits the page, and names
    what it left out.
    """

    _name = "report.crm_goal_map.steering_report"
    _description = "Steering Report"

    @api.model
    def _get_report_values(self, docids, data=None):  # pylint: disable=unused-argument
        records = self.env["crm.goal.map"]
        return report_values(records, docids, lambda doc: doc._steering_page())


class CrmGoalMap(models.Model):
    _inherit = "crm.goal.map"

    def _steering_page(self):
        """Return what the page prints of this map: the worst goals if not all fit."""
        data = self.map_data()
        uplift = _shorten(self.blanket_uplift()["message"], 420)
        conditions = _shorten(self.conditions or "", 240)
        texts = [uplift, conditions, *(_brief(s["position"]) for s in data["segments"])]
        used_lines = HEAD + sum(1 + _lines(text, WIDE) for text in texts)
        printed = _most_urgent(data["goals"], LINES - used_lines)
        tally = Counter(goal["status"]["label"] for goal in data["goals"])
        today = fields.Date.context_today(self)
        return {
            **data,
            "doc": self,
            "about": self._about(data, today),
            "few": len(data["goals"]) <= FEW,
            "uplift": uplift,
            "segments": [
                {
                    **segment,
                    "statement": _brief(segment["position"]),
                    "no_goal": segment["no_goal_reason"]
                    and self.env._(
                        "No goal, because: %s", _shorten(segment["no_goal_reason"], 110)
                    ),
                    "goals": [
                        {
                            **goal,
                            "name": _shorten(goal["name"], NAME),
                            "until": goal["target_date"]
                            and self.env._("until %s", goal["target_date"]),
                            "todo": _shorten(goal["status_hint"], TODO),
                        }
                        for goal in printed
                        if goal["segment_id"] == segment["id"]
                    ],
                }
                for segment in data["segments"]
            ],
            "tally": tally,
            "left_out": Counter(
                goal["status"]["label"] for goal in data["goals"] if goal not in printed
            ),
            "conditions": conditions,
            "review_due": bool(self.next_review and self.next_review <= today),
        }

    def _about(self, data, today):
        lines = [
            self.env._("Steering report of %s", format_date(self.env, today)),
            self.env._("Period: %s", data["period"]),
            data["approval"]["label"],
            self.owner_id and self.env._("Owner: %s", self.owner_id.name),
            self.advisor_id
            and self.env._("External advisor: %s", self.advisor_id.name),
        ]
        return " · ".join(filter(None, lines))


def _most_urgent(goals, room):
    """Return the worst goals that fit, in their own order."""
    ranked = sorted(goals, key=lambda goal: URGENCY.index(goal["status"]["state"]))
    chosen = set()
    for goal in ranked:
        lines = 1 + _lines(goal["status_hint"][:TODO], NARROW)
        room -= max(lines, _lines(goal["name"][:NAME], NARROW)) + BORDER
        if room < 0:
            break
        chosen.add(goal["id"])
    return [goal for goal in goals if goal["id"] in chosen]


def _lines(text, width):
    return ceil(len(text or "") / width)


def _brief(position):
    """Return the finding in a segment as one short text."""
    if not position:
        return ""
    values = [f"{value['label']}: {value['text']}" for value in position["values"]]
    if len(values) > VALUES:
        values = [*values[:VALUES], "…"]
    return _shorten("; ".join(values) or position["finding"], 190)


def _shorten(text, length):
    if len(text) <= length:
        return text
    return text[:length].rsplit(" ", 1)[0] + " …"
