from odoo import api, models
from odoo.exceptions import UserError


class CrmGoalMap(models.Model):
    """A sample map to look at: loaded on request, removed without a trace.

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
        # before the map, so that their effects and explanations go, too
        self.with_context(active_test=False).goal_ids.unlink()
        self.unlink()
        return self.env["ir.actions.act_window"]._for_xml_id(
            "crm_goal_map.crm_goal_map_action"
        )

    def _create_sample(self):
        sample = self._create_example(
            {
                "name": self.env._("Sample: new customers and better orders"),
                "is_sample": True,
                "conditions": self.env._(
                    "This is a sample to look at. Remove it when you have seen enough."
                ),
            },
            {"is_sample": True},
        )
        sample._create_example_goals(
            sample._sample_goals(),
            {"is_sample": True, "target_date": sample.date_to},
            sample._example_effects()[:1],
        )
        return sample

    @api.model
    def get_empty_list_help(self, help_message):
        return self._first_map_help() or super().get_empty_list_help(help_message)

    @api.model
    def _first_map_help(self):
        """What the empty screens say while the company has no goal map in use."""
        companies = [("company_id", "in", self.env.companies.ids)]
        if not self.has_access("create") or self.search_count(companies, limit=1):
            return ""
        return self.env["ir.qweb"]._render("crm_goal_map.first_map_help")
