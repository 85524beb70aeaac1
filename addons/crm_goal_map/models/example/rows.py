from odoo import Command, models
from odoo.exceptions import UserError

ABSENT = ("inbound", "service", "delightment")


class CrmGoalMap(models.Model):
    """The example company: what the sample map and the demo company say."""

    _inherit = "crm.goal.map"

    def _create_example(self, vals, position_vals, value_vals=None):
        """Create a map of the example company with its positions.

        A segment that is missing here is left out; a metric that is missing stands
        with its name.

        :param vals: of the map
        :param position_vals: of each position
        :param value_vals: of each value of a position
        """
        segments, metrics = self._example_segments(), self._example_metrics()
        positions = {
            segments[code]: position
            for code, position in self._example_positions().items()
            if code in segments
        }
        if not positions:
            raise UserError(
                self.env._("The sample needs the process segments that came with it.")
            )
        return self.create(
            {
                "segment_ids": [Command.set([segment.id for segment in positions])],
                "position_ids": [
                    Command.create(
                        {
                            "segment_id": segment.id,
                            "existence": existence,
                            "finding": finding,
                            "value_ids": [
                                Command.create(
                                    {
                                        "metric_id": metrics.get(code),
                                        "name": code not in metrics and name,
                                        **stated,
                                        **(value_vals or {}),
                                    }
                                )
                                for code, name, stated in values
                            ],
                            **position_vals,
                        }
                    )
                    for segment, (existence, finding, values) in positions.items()
                ],
                **vals,
            }
        )

    def _create_example_goals(self, rows, vals, effects):
        """Create the goals whose segment and metric exist, and the effects of them.

        :param rows: values of the goals; segment and metric are codes, the
            explanation is a text
        :param vals: of each goal
        :param effects: (metric of the goal, metric of the affected goal, kind, why)
        """
        segments, metrics = self._example_segments(), self._example_metrics()
        rows = [
            row
            for row in rows
            if row["segment"] in segments and row["metric"] in metrics
        ]
        goals = self.env["crm.goal"].create(
            [
                {
                    "map_id": self.id,
                    "segment_id": segments[row["segment"]].id,
                    "metric_id": metrics[row["metric"]],
                    "explanation_ids": [
                        Command.create({"text": text})
                        for text in [row.get("explanation")]
                        if text
                    ],
                    **vals,
                    **{
                        name: value
                        for name, value in row.items()
                        if name not in ("segment", "metric", "explanation")
                    },
                }
                for row in rows
            ]
        )
        by_metric = {row["metric"]: goal for row, goal in zip(rows, goals, strict=True)}
        self.env["crm.goal.effect"].create(
            [
                {
                    "goal_id": by_metric[metric].id,
                    "affected_goal_id": by_metric[affected].id,
                    "kind": kind,
                    "why": why,
                }
                for metric, affected, kind, why in effects
                if metric in by_metric and affected in by_metric
            ]
        )
        return goals

    def _example_segments(self):
        segments = self.env["crm.goal.segment"].with_context(active_test=True)
        companies = [False, self.env.company.id]
        shared = segments.search([("company_id", "in", companies)])
        return {segment.code: segment for segment in shared}

    def _example_metrics(self):
        """Return {code: id of the metric}: the company's own before a shared one."""
        metrics = self.env["crm.metric.definition"].with_context(active_test=True)
        companies = [False, self.env.company.id]
        shared = metrics.search([("company_id", "in", companies)])
        return {m.code: m.id for m in shared.sorted(lambda m: m.company_id.id or 0)}

    def _example_positions(self):
        """Return {segment code: (existence, finding, [(metric, name, as stated)])}.

        A stated figure comes in its parts; only its unit is a word.
        """
        absent = ("absent", False, [])  # the badge says it
        return {
            "relationship": (
                "weak",
                self.env._(
                    "Every contact is contacted in person twice a year. Detail"
                    " knowledge is weak, and most of it only the salesperson in charge"
                    " has."
                ),
                [
                    (
                        "contacts_per_contact_year",
                        self.env._("Personal contacts"),
                        _stated("=", 2, "x a year"),
                    ),
                    (
                        "single_owner_knowledge_rate",
                        self.env._("Knowledge only one person has"),
                        _stated(">", 80, "%"),
                    ),
                ],
            ),
            "opportunity": (
                "weak",
                self.env._("Few new opportunities, and few of them are won."),
                [
                    (
                        "new_opportunities_per_salesperson_week",
                        self.env._("New opportunities per employee"),
                        _stated("<", 2, "a week"),
                    ),
                    (
                        "decision_maker_rate",
                        self.env._("Opportunities with a decision maker"),
                        _stated("=", 15, "%"),
                    ),
                    ("win_rate", self.env._("Win rate"), _stated("<", 3, "%")),
                    (
                        "contribution_margin_rate",
                        self.env._("Average contribution margin III"),
                        _stated("~", 8, "%"),
                    ),
                ],
            ),
            **dict.fromkeys(ABSENT, absent),
        }

    def _sample_goals(self):
        """Return the sample's goals, with targets.

        No baseline: it is frozen from a metric, and the figures of the example
        company are not those of this one.
        """
        return [
            {
                **_of(
                    "opportunity", "win_rate", self.env._("Win more of what we offer")
                ),
                **self._example_reasons(),
                "target_value": 0.06,
                "change_effects": self.env._("Fewer offers, and later ones."),
            },
            {
                **_of(
                    "opportunity",
                    "decision_maker_rate",
                    self.env._("Talk to those who decide"),
                ),
                "target_value": 0.5,
                "explanation": self.env._(
                    "Nobody asks who decides: the first contact is kept until the end."
                ),
                "change_what": self.env._(
                    "The decision maker is named before an offer is written."
                ),
                "change_risks": self.env._("Somebody is named who does not decide."),
            },
            {
                **_of(
                    "relationship",
                    "single_owner_knowledge_rate",
                    self.env._("Share what we know"),
                ),
                "target_value": 0.4,
                "explanation": self.env._(
                    "What was learned in a talk stays in the notes of one person."
                ),
                "change_what": self.env._("Each customer has a second person."),
            },
        ]

    def _demo_goals(self):
        """Return the demo company's goals, with the mistake that is to be found.

        Each changes by 20 %; only one goal has been thought about, and not to its end.
        -20 % is as blanket as +20 % where less is better.
        """
        win = _of("opportunity", "win_rate", self.env._("Win more"))
        rows = [
            _of(
                "relationship",
                "contacts_per_contact_year",
                self.env._("More contacts"),
            ),
            _of(
                "relationship",
                "single_owner_knowledge_rate",
                self.env._("Share what we know"),
            ),
            _of(
                "opportunity",
                "new_opportunities_per_salesperson_week",
                self.env._("More opportunities"),
            ),
            _of(
                "opportunity",
                "decision_maker_rate",
                self.env._("Talk to those who decide"),
            ),
            {**win, **self._example_reasons()},
            _of(
                "opportunity",
                "contribution_margin_rate",
                self.env._("Earn more on each order"),
            ),
        ]
        less = "single_owner_knowledge_rate"
        return [
            {**row, "target_change": -0.2 if row["metric"] == less else 0.2}
            for row in rows
        ]

    def _example_reasons(self):
        """Return why the win rate is as it is, and what is to change."""
        return {
            "explanation": self.env._(
                "Most offers go to people who do not decide. They are lost without"
                " a reason being known."
            ),
            "change_what": self.env._(
                "No offer without a talk with the one who decides."
            ),
            "change_why": self.env._(
                "The price is discussed with people who cannot say yes."
            ),
        }

    def _example_effects(self):
        """Return [(metric of the goal, metric of the affected goal, kind, why)]."""
        return [
            (
                "decision_maker_rate",
                "win_rate",
                "reinforces",
                self.env._("Who decides can also say yes."),
            ),
            (
                "new_opportunities_per_salesperson_week",
                "win_rate",
                "weakens",
                self.env._("More opportunities in the same time are prepared worse."),
            ),
        ]


def _of(segment, metric, name):
    return {"segment": segment, "metric": metric, "name": name}


def _stated(comparator, figure, unit):
    return {"comparator": comparator, "figure": figure, "unit": unit}
