from odoo import models

ABSENT = ("inbound", "service", "delightment")


class CrmGoalMap(models.Model):
    """The example company: what the sample map and the demo company say."""

    _inherit = "crm.goal.map"

    def _sample_positions(self):
        """Return {segment code: (existence, finding, [(metric, name, as stated)])}.

        What was stated comes in its parts; only its unit is a word.
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
        """Return the values of the sample's goals; segment and metric are codes.

        No baseline: it is frozen from a metric, and the figures of the example
        company are not those of this one.
        """
        return [
            {
                "segment": "opportunity",
                "metric": "win_rate",
                "name": self.env._("Win more of what we offer"),
                "target_value": 0.06,
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
                "change_effects": self.env._("Fewer offers, and later ones."),
            },
            {
                "segment": "opportunity",
                "metric": "decision_maker_rate",
                "name": self.env._("Talk to those who decide"),
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
                "segment": "relationship",
                "metric": "single_owner_knowledge_rate",
                "name": self.env._("Share what we know"),
                "target_value": 0.4,
                "explanation": self.env._(
                    "What was learned in a talk stays in the notes of one person."
                ),
                "change_what": self.env._("Each customer has a second person."),
            },
        ]

    def _sample_effects(self):
        """Return [(metric of the goal, metric of the affected goal, why)]."""
        return [
            (
                "decision_maker_rate",
                "win_rate",
                self.env._("Who decides can also say yes."),
            )
        ]


def _stated(comparator, figure, unit):
    return {"comparator": comparator, "figure": figure, "unit": unit}
