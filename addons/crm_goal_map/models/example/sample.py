from odoo import Command, api, fields, models
from odoo.exceptions import UserError


class CrmGoalPosition(models.Model):
    _inherit = "crm.goal.position"

    is_sample = fields.Boolean(readonly=True, copy=False)


class CrmGoalMap(models.Model):
    """A sample map to look at: loaded on request, removed without a trace.

    It has segments, positions with their values, and a few goals in draft; no
    approval, no baseline, no opportunity. A copy of it is an ordinary map.
    """

    _inherit = "crm.goal.map"

    is_sample = fields.Boolean(string="Sample", readonly=True, copy=False)

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
                raise UserError(self.env._("“%s” is no sample.", record.name))
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
        # before the map, so that what hangs on them goes, too
        self.with_context(active_test=False).goal_ids.unlink()
        self.unlink()
        return self.env["ir.actions.act_window"]._for_xml_id(
            "crm_goal_map.crm_goal_map_action"
        )

    def _create_sample(self):
        segments = self.env["crm.goal.segment"].with_context(active_test=True)
        found = segments.search([("company_id", "in", [False, self.env.company.id])])
        by_code = {segment.code: segment for segment in found}
        positions = {
            by_code[code]: vals
            for code, vals in self._sample_positions().items()
            if code in by_code
        }
        if not positions:
            raise UserError(
                self.env._("The sample needs the process segments that came with it.")
            )
        metrics = self._sample_metrics()
        sample = self.create(
            {
                "name": self.env._("Sample: new customers and better orders"),
                "is_sample": True,
                "segment_ids": [Command.set([segment.id for segment in positions])],
                "conditions": self.env._(
                    "This is a sample to look at. Remove it when you have seen enough."
                ),
                "position_ids": [
                    Command.create(
                        {
                            "is_sample": True,
                            "segment_id": segment.id,
                            "existence": existence,
                            "finding": finding,
                            "value_ids": [
                                Command.create(
                                    {
                                        "metric_id": metrics.get(code),
                                        "name": not metrics.get(code) and name,
                                        **stated,
                                    }
                                )
                                for code, name, stated in values
                            ],
                        }
                    )
                    for segment, (existence, finding, values) in positions.items()
                ],
            }
        )
        sample._create_sample_goals(by_code, metrics)
        return sample

    def _create_sample_goals(self, segments, metrics):
        """Goals whose segment and metric are there, and the effects between them."""
        rows = [
            vals
            for vals in self._sample_goals()
            if vals["segment"] in segments and vals["metric"] in metrics
        ]
        goals = self.env["crm.goal"].create(
            [self._sample_goal_vals(row, segments, metrics) for row in rows]
        )
        by_metric = dict(zip([row["metric"] for row in rows], goals, strict=True))
        self.env["crm.goal.effect"].create(
            [
                {
                    "goal_id": by_metric[metric].id,
                    "affected_goal_id": by_metric[affected].id,
                    "kind": "reinforces",
                    "why": why,
                }
                for metric, affected, why in self._sample_effects()
                if metric in by_metric and affected in by_metric
            ]
        )

    def _sample_goal_vals(self, row, segments, metrics):
        said = dict(row)
        return {
            "is_sample": True,
            "map_id": self.id,
            "segment_id": segments[said.pop("segment")].id,
            "metric_id": metrics[said.pop("metric")],
            "target_date": self.date_to,
            "explanation_ids": [Command.create({"text": said.pop("explanation")})],
            **said,
        }

    def _sample_metrics(self):
        """Ids of the library's metrics by code; one's own comes before a shared one."""
        metrics = self.env["crm.metric.definition"].with_context(active_test=True)
        companies = [False, self.env.company.id]
        found = metrics.search([("company_id", "in", companies)])
        return {m.code: m.id for m in found.sorted(lambda m: m.company_id.id or 0)}

    def write(self, vals):
        if "is_sample" in vals:
            raise UserError(
                self.env._(
                    "A sample stays one. Draw a map of your own with “New, guided”."
                )
            )
        return super().write(vals)

    def _approval_track(self):
        """Nobody can approve a sample, so nobody has to know who changed it."""
        real = self.filtered(lambda record: not record.is_sample)
        return super(CrmGoalMap, real)._approval_track()

    def _approval_problems(self):
        problems = super()._approval_problems()
        if self.is_sample:
            problems.append(
                self.env._("This is a sample. Draw a map of your own to approve it.")
            )
        return problems

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
