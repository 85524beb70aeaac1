from dateutil.relativedelta import relativedelta
from markupsafe import Markup

from odoo import api, fields, models

from ..crm_goal.stakeholder import INFLUENCES, STANCES


class CrmGoalMap(models.Model):
    """The stakeholders of all goals of a map, as a grid, and how long they are kept.

    They are personal data: they are forgotten after the map's period.
    """

    _inherit = "crm.goal.map"

    stakeholder_ids = fields.One2many(
        "crm.goal.stakeholder",
        "map_id",
        string="Stakeholders",
        readonly=True,
        groups="crm_goal_map.group_stakeholders",
    )
    stakeholder_grid = fields.Html(
        compute="_compute_stakeholder_grid",
        groups="crm_goal_map.group_stakeholders",
        sanitize=False,
    )

    stakeholder_retention = fields.Integer(
        string="Keep stakeholders (months)",
        default=6,
        required=True,
        help="So many months after the end of the period, who the stakeholders were is"
        " forgotten; influence and stance stay as figures. If the project goes on,"
        " move the end of the period.",
    )
    stakeholders_kept_until = fields.Date(compute="_compute_stakeholders_kept_until")

    _stakeholder_retention = models.Constraint(
        "CHECK (stakeholder_retention >= 0)",
        "Stakeholders are kept for zero months or more after the period.",
    )

    @api.depends("date_to", "stakeholder_retention")
    def _compute_stakeholders_kept_until(self):
        for record in self:
            record.stakeholders_kept_until = record.date_to and (
                record.date_to + relativedelta(months=record.stakeholder_retention)
            )

    @api.depends(
        "stakeholder_ids.influence",
        "stakeholder_ids.stance_now",
        "stakeholder_ids.action",
        "stakeholder_ids.partner_id",
        "stakeholder_ids.name",
    )
    @api.depends_context("lang")
    def _compute_stakeholder_grid(self):
        Person = self.env["crm.goal.stakeholder"]
        stances = dict(Person._fields["stance_now"]._description_selection(self.env))
        levels = dict(Person._fields["influence"]._description_selection(self.env))
        for record in self:
            people = record.stakeholder_ids
            cells = people.grouped(lambda p: (p.influence, p.stance_now))
            head = Markup().join(
                Markup('<th scope="col">%s</th>') % stances[stance]
                for stance, _label in STANCES
            )
            rows = Markup().join(
                Markup('<tr><th scope="row">%s</th>%s</tr>')
                % (
                    levels[level],
                    Markup().join(
                        record._grid_cell(cells.get((level, stance), Person))
                        for stance, _label in STANCES
                    ),
                )
                for level, _label in reversed(INFLUENCES)
            )
            record.stakeholder_grid = people and Markup(
                # on a phone the grid is scrolled; its words stay whole
                '<div class="table-responsive" tabindex="0">'
                '<table class="table table-bordered table-sm o_stakeholder_grid"'
                ' style="min-width: 640px">'
                "<thead><tr><th>%s</th>%s</tr></thead><tbody>%s</tbody></table></div>"
            ) % (self.env._("Influence"), head, rows)

    def _grid_cell(self, people):
        return Markup("<td>%s</td>") % Markup().join(
            Markup('<div class="%s" title="%s">%s</div>')
            % (
                "text-danger fw-bold" if person.needs_action else "",
                person.goal_id.name,
                person.display_name
                + (self.env._(" (no measure)") if person.needs_action else ""),
            )
            for person in people
        )

    def action_anonymise_stakeholders(self):
        """Forget who they were, at the end of a project."""
        return self.stakeholder_ids.action_anonymise()

    def action_delete_stakeholders(self):
        """Delete all of them, at the end of a project."""
        self.stakeholder_ids.unlink()
        return True

    @api.model
    def _cron_forget_stakeholders(self):
        """Anonymise what is past its time, in archived maps too.

        Who is anonymised is never touched again, so a second run does nothing.
        """
        today = fields.Date.context_today(self)
        people = (
            self.env["crm.goal.stakeholder"]
            .with_context(active_test=False)
            .search([("anonymised", "=", False), ("map_id.date_to", "<", today)])
        )
        for record, rows in people.grouped("map_id").items():
            if record.stakeholders_kept_until >= today:
                continue
            rows.action_anonymise()
            record.message_post(
                body=self.env._(
                    "The retention period has ended: the stakeholder data of this map"
                    " was anonymised."
                )
            )
