from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools.translate import LazyTranslate

from ..mixins.sample import LOADING
from .example import GOALS

_lt = LazyTranslate(__name__)
#: texts and targets of the sample's goals beyond those of the example. There is no
#: baseline, because one is frozen from this company's own figures.
SAMPLE_GOALS = {
    "win_rate": {
        "name": _lt("Win more of what we offer"),
        "target_value": 0.06,
        "change_effects": _lt("Fewer offers, and later ones."),
    },
    "decision_maker_rate": {
        "target_value": 0.5,
        "explanation": _lt(
            "Nobody asks who decides: the first contact is kept until the end."
        ),
        "change_what": _lt("The decision maker is named before an offer is written."),
        "change_risks": _lt("Somebody is named who does not decide."),
    },
    "single_owner_knowledge_rate": {
        "target_value": 0.4,
        "explanation": _lt(
            "What was learned in a talk stays in the notes of one person."
        ),
        "change_what": _lt("Each customer has a second contact person with us."),
    },
}


class CrmGoalMap(models.Model):
    """The sample map, which is created and removed on request.

    It has segments, positions with their values, and a few goals in draft; no
    approval, no baseline, no opportunity. A copy of it is an ordinary map.
    """

    _inherit = "crm.goal.map"

    @api.model
    def action_load_sample(self):
        """Create the sample map of this company, unless it is there; open it."""
        lang = self.env.user.lang or "en_US"
        self = self.with_context(lang=lang, active_test=False)
        company = self.env.company
        domain = [("is_sample", "=", True), ("company_id", "=", company.id)]
        sample = self.search(domain, limit=1) or self._create_sample()
        return {
            "type": "ir.actions.act_window",
            "res_model": "crm.goal.map",
            "res_id": sample.id,
            "views": [(False, "form")],
        }

    def action_remove_sample(self):
        """Delete the sample map and what was loaded with it, and nothing else.

        :raise UserError: no sample, or somebody has added work of their own to it
        """
        for record in self.with_context(active_test=False):
            if not record.is_sample:
                raise UserError(self.env._("“%s” is not a sample.", record.name))
            positions = record.position_ids.filtered(lambda p: not p.is_sample)
            goals = record.goal_ids.filtered(lambda goal: not goal.is_sample)
            own = goals.mapped("name") + positions.mapped("display_name")
            if own:
                raise UserError(
                    self.env._(
                        "“%(map)s” has more in it than the sample: %(records)s. Move or"
                        " delete that first, so that nothing of yours is lost.",
                        map=record.name,
                        records=", ".join(own),
                    )
                )
        # the goals first, because their effects and explanations are deleted with them
        self.with_context(active_test=False).goal_ids.unlink()
        self.unlink()
        return self.env["ir.actions.act_window"]._for_xml_id(
            "crm_goal_map.crm_goal_map_action"
        )

    def _create_sample(self):
        self = self.with_context(crm_goal_sample=LOADING)
        sample = self._create_example(
            {
                "name": self.env._("Sample: new customers and better orders"),
                "conditions": self.env._(
                    "This is a sample to look at. Remove it when you have seen enough."
                ),
            },
            {},
        )
        sample._create_example_goals(
            {code: GOALS[code] | goal for code, goal in SAMPLE_GOALS.items()},
            {"target_date": sample.date_to},
        )
        return sample

    @api.model
    def get_empty_list_help(self, help_message):
        return self._first_map_help() or super().get_empty_list_help(help_message)

    @api.model
    def _first_map_help(self):
        """Return the help of empty screens while the company has no goal map in use."""
        companies = [("company_id", "in", self.env.companies.ids)]
        if not self.has_access("create") or self.search_count(companies, limit=1):
            return ""
        return self.env["ir.qweb"]._render("crm_goal_map.first_map_help")
