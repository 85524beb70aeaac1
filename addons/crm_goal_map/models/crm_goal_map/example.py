from odoo import Command, models
from odoo.exceptions import UserError
from odoo.tools.translate import LazyGettext, LazyTranslate

_lt = LazyTranslate(__name__)
ABSENT = ["absent", False, []]  # the badge says it
#: {segment: [existence, finding, values]}; a value is [metric, its name, as stated].
#: Lists, since Odoo's export of terms takes strings of a tuple for terms.
POSITIONS = {
    "relationship": [
        "weak",
        _lt(
            "Every contact is contacted in person twice a year. Detail knowledge is"
            " weak, and only the salesperson in charge has most of it."
        ),
        [
            [
                "contacts_per_contact_year",
                _lt("Personal contacts"),
                ["=", 2, "x a year"],
            ],
            [
                "single_owner_knowledge_rate",
                _lt("Knowledge only one person has"),
                [">", 80, "%"],
            ],
        ],
    ],
    "opportunity": [
        "weak",
        _lt("Few new opportunities, and few of them are won."),
        [
            [
                "new_opportunities_per_salesperson_week",
                _lt("New opportunities per employee"),
                ["<", 2, "a week"],
            ],
            [
                "decision_maker_rate",
                _lt("Opportunities with a decision maker"),
                ["=", 15, "%"],
            ],
            ["win_rate", _lt("Win rate"), ["<", 3, "%"]],
            [
                "contribution_margin_rate",
                _lt("Average contribution margin III"),
                ["~", 8, "%"],
            ],
        ],
    ],
    "inbound": ABSENT,
    "service": ABSENT,
    "delightment": ABSENT,
}
#: {metric: goal}; only one of the goals has been thought about, and not to its end
GOALS = {
    "contacts_per_contact_year": {
        "segment": "relationship",
        "name": _lt("More contacts"),
    },
    "single_owner_knowledge_rate": {
        "segment": "relationship",
        "name": _lt("Share what we know"),
    },
    "new_opportunities_per_salesperson_week": {
        "segment": "opportunity",
        "name": _lt("More opportunities"),
    },
    "decision_maker_rate": {
        "segment": "opportunity",
        "name": _lt("Talk to those who decide"),
    },
    "win_rate": {
        "segment": "opportunity",
        "name": _lt("Win more"),
        "explanation": _lt(
            "Most offers go to people who do not decide. They are lost without a reason"
            " being known."
        ),
        "change_what": _lt("No offer without a talk with the one who decides."),
        "change_why": _lt("The price is discussed with people who cannot say yes."),
    },
    "contribution_margin_rate": {
        "segment": "opportunity",
        "name": _lt("Earn more on each order"),
    },
}
#: [metric of the goal, metric of the affected goal, kind, why]
EFFECTS = [
    [
        "decision_maker_rate",
        "win_rate",
        "reinforces",
        _lt("A person who decides can also say yes."),
    ],
    [
        "new_opportunities_per_salesperson_week",
        "win_rate",
        "weakens",
        _lt("With more opportunities in the same time, each is prepared less well."),
    ],
]


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
        segments = self._example_ids("crm.goal.segment")
        metrics = self._example_ids("crm.metric.definition")
        codes = [code for code in POSITIONS if code in segments]
        if not codes:
            raise UserError(
                self.env._("The sample needs the process segments that came with it.")
            )
        position_ids = []
        for code in codes:
            existence, finding, statements = POSITIONS[code]
            values = [
                {
                    "metric_id": metrics.get(metric),
                    "name": metric not in metrics and self.env._(name),
                    "comparator": comparator,
                    "figure": figure,
                    "unit": unit,
                    **(value_vals or {}),
                }
                for metric, name, (comparator, figure, unit) in statements
            ]
            position = {
                "segment_id": segments[code],
                "existence": existence,
                "finding": finding and self.env._(finding),
                "value_ids": [Command.create(value) for value in values],
            }
            position_ids.append(Command.create(position | position_vals))
        segment_ids = [Command.set([segments[code] for code in codes])]
        return self.create(
            {"segment_ids": segment_ids, "position_ids": position_ids, **vals}
        )

    def _create_example_goals(self, goals, vals):
        """Create the goals whose segment and metric exist, and their effects.

        :param goals: {code of the metric: values}; the segment is a code, the
            explanation is a text
        :param vals: of each goal
        """
        segments = self._example_ids("crm.goal.segment")
        metrics = self._example_ids("crm.metric.definition")
        by_metric = {}
        for code, goal in goals.items():
            if code in metrics and goal["segment"] in segments:
                row = {
                    name: self.env._(value) if isinstance(value, LazyGettext) else value
                    for name, value in goal.items()
                }
                text = row.pop("explanation", None)
                row["segment_id"] = segments[row.pop("segment")]
                row["explanation_ids"] = text and [Command.create({"text": text})]
                row["metric_id"] = metrics[code]
                by_metric[code] = {"map_id": self.id, **vals, **row}
        records = self.env["crm.goal"].create(list(by_metric.values()))
        by_metric = dict(zip(by_metric, records, strict=True))
        self.env["crm.goal.effect"].create(
            [
                {
                    "goal_id": by_metric[metric].id,
                    "affected_goal_id": by_metric[affected].id,
                    "kind": kind,
                    "why": self.env._(why),
                }
                for metric, affected, kind, why in EFFECTS
                if metric in by_metric and affected in by_metric
            ]
        )
        return records

    def _example_ids(self, model):
        """Return {code: id}: the company's own records before shared ones."""
        records = self.env[model].with_context(active_test=True)
        if model == "crm.metric.definition":
            found = records._by_codes()
            return {code: record.id for code, record in found.items()}
        records = records.search([("company_id", "in", [False, self.env.company.id])])
        records = records.sorted(lambda record: record.company_id.id or 0)
        return {record.code: record.id for record in records}
