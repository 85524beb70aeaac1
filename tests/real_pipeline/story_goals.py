"""Chapters five and six: the position, and goals with all that approval asks for."""

from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.exceptions import UserError

from . import oracle
from .story_metrics import WEEKLY

#: segment code -> existence, finding, why it gets no goal
POSITIONS = {
    "relationship": (
        "weak",
        "The source knows accounts, but no people.",
        "no data yet",
    ),
    "opportunity": ("adequate", "All deals are recorded, lost ones included.", ""),
    "inbound": ("absent", "Does not exist.", "begins after the first release"),
    "service": ("absent", "Does not exist.", "run by another company"),
    "delightment": ("absent", "Does not exist.", "begins after the first release"),
}
CHANGE = {
    "change_what": "Offers above 5,000 are discussed in the team before they go out.",
    "change_why": "Large offers are lost late, after most of the work is done.",
    "change_effects": "Fewer offers, better prepared.",
    "change_risks": "Agents may keep offers just under the limit.",
    "change_failure_signs": "The number of offers just under 5,000 grows.",
}


class GoalChapters:
    """Uses ``cast``, ``ledger``, ``source`` and ``env`` of the story."""

    # -- five: where do we stand? ----------------------------------------------

    def state_positions(self):
        book = self.ledger
        book.chapter("The position: where each process segment stands")
        segments = self.cast.act("manager", "crm.goal.segment").search([])
        self.map = self.cast.act("manager", "crm.goal.map").create(
            {
                "name": "Hardware sales",
                "segment_ids": [(6, 0, segments.ids)],
                "advisor_id": self.cast.advisor.partner_id.id,
            }
        )
        positions = self.cast.act("manager", "crm.goal.position")
        for segment in segments:
            existence, finding, no_goal = POSITIONS[segment.code]
            position = positions.create(
                {
                    "map_id": self.map.id,
                    "segment_id": segment.id,
                    "existence": existence,
                    "finding": finding,
                    "no_goal_reason": no_goal or False,
                }
            )
            if segment.code == "opportunity":
                self._live_value(position)
        for position in self.map.position_ids:
            book.tell(f"{position.segment_id.name}: {position.summary}")

    def _live_value(self, position):
        value = self.cast.act("manager", "crm.goal.position.value").create(
            {
                "position_id": position.id,
                "metric_id": self.metric("win_rate").id,
                "display": "more than 60 %",
                "period_start": self.span[0],
                "period_end": self.span[1],
            }
        )
        self.ledger.tell(f"estimated first: {value.label} {value.display}")
        value.action_take_live()
        won, decided = oracle.win_rate(self.source)
        counted = round(100 * won / decided, 2)
        self.ledger.figure(
            "Position, measured (%)", round(100 * value.measured_value, 2), counted
        )

    # -- six: where to? ----------------------------------------------------------

    def set_goals(self):
        book = self.ledger
        book.chapter("Goals with frozen baselines")
        goals = self.cast.act("manager", "crm.goal")
        segment = self.map.segment_ids.filtered(lambda s: s.code == "opportunity")
        soon = fields.Date.today() + relativedelta(years=1)
        self.goals = goals.create(
            [
                {
                    "name": name,
                    "map_id": self.map.id,
                    "segment_id": segment.id,
                    "metric_id": self.metric(code).id,
                    "target_value": target,
                    "target_date": soon,
                }
                for name, code, target in (
                    ("Win more of what we decide on", "win_rate", 0.68),
                    ("Keep the pipeline filled", WEEKLY, 140.0),
                )
            ]
        )
        first, before = self._baseline_span()
        self.goals.action_freeze_baseline(first.isoformat(), before.isoformat())
        rate, weekly = (goal.baseline_value for goal in self.goals)
        won, decided = self._decided_between(first, before)
        book.figure(
            f"Baseline {first} to {before}: win rate",
            f"{rate:.6f}",
            f"{won / decided:.6f}",
        )
        new = sum(
            deal.engaged is not None and first <= deal.engaged < before
            for deal in self.source.deals
        )
        weeks = (before - first).days / 7
        book.figure("Baseline: new a week", f"{weekly:.6f}", f"{new / weeks:.6f}")
        try:
            with self.env.cr.savepoint():
                self.goals[0].write({"baseline_value": 0.5})
        except UserError as error:
            book.refused("the owner types another baseline", error)

    def _baseline_span(self):
        """The last twelve months of the source."""
        before = self.span[1]
        return before - relativedelta(years=1), before

    def _decided_between(self, first, before):
        decided = [
            deal
            for deal in self.source.deals
            if deal.is_decided and first <= deal.closed < before
        ]
        return sum(deal.stage == "Won" for deal in decided), len(decided)

    def complete_goal(self, goal):
        goal.write(
            {
                **CHANGE,
                "realism_kind": "history",
                "realism_evidence": "Reached in three of the last twelve months.",
                "opponents_asked": True,
                "opponents_none_reason": "Asked in all teams; nobody spoke against it.",
            }
        )
        act = self.cast.act
        act("manager", "crm.goal.explanation").create(
            {"goal_id": goal.id, "text": "Two products are lost above the average."}
        )
        act("manager", "crm.goal.stakeholder").create(
            {
                "goal_id": goal.id,
                "partner_id": self.cast.manager.partner_id.id,
                "influence": "high",
                "stance_now": "driver",
            }
        )
        other = (self.goals - goal)[0]
        act("manager", "crm.goal.effect").create(
            {
                "goal_id": goal.id,
                "affected_goal_id": other.id,
                "kind": "reinforces",
                "why": "Better chosen opportunities are also closed sooner.",
            }
        )
