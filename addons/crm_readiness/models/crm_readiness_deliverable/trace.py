from odoo import fields, models, tools


class CrmReadinessTrace(models.Model):
    """Paths from a goal to a tactic, a process and a configuration item, one per row.

    The row of a goal without a tactic, or of a tactic without a process, ends there:
    the list shows what is missing.
    """

    _name = "crm.readiness.trace"
    _description = "Traceability"
    _auto = False
    _order = "project_id, segment_id, goal_id, tactic_id, process_id, configuration_id"
    _rec_name = "goal_id"

    project_id = fields.Many2one("crm.readiness.project", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    segment_id = fields.Many2one(
        "crm.goal.segment", string="Process segment", readonly=True
    )
    goal_id = fields.Many2one("crm.goal", readonly=True)
    tactic_id = fields.Many2one("crm.readiness.deliverable", readonly=True)
    process_id = fields.Many2one("crm.readiness.deliverable", readonly=True)
    configuration_id = fields.Many2one(
        "crm.readiness.deliverable", string="Configuration item", readonly=True
    )
    reaches = fields.Selection(
        [
            ("goal", "Goal only"),
            ("tactic", "Tactic"),
            ("process", "Process"),
            ("configuration", "Configuration item"),
        ],
        readonly=True,
    )

    def init(self):
        tools.drop_view_if_exists(self.env.cr, self._table)
        self.env.cr.execute(
            """
            CREATE VIEW crm_readiness_trace AS
            SELECT row_number() OVER (
                       ORDER BY s.project_id, g.id, t.id, p.id, c.id
                   ) AS id,
                   s.project_id, r.company_id, g.segment_id, g.id AS goal_id,
                   t.id AS tactic_id, p.id AS process_id, c.id AS configuration_id,
                   CASE WHEN c.id IS NOT NULL THEN 'configuration'
                        WHEN p.id IS NOT NULL THEN 'process'
                        WHEN t.id IS NOT NULL THEN 'tactic'
                        ELSE 'goal' END AS reaches
              FROM crm_readiness_scope s
              JOIN crm_readiness_project r ON r.id = s.project_id AND r.active
              JOIN crm_goal g ON g.map_id = r.map_id
                             AND g.segment_id = s.segment_id AND g.active
              LEFT JOIN (crm_readiness_deliverable_goal_rel tg
                         JOIN crm_readiness_deliverable t
                           ON t.id = tg.crm_readiness_deliverable_id
                          AND t.kind = 'tactic' AND t.state <> 'cancelled')
                     ON tg.crm_goal_id = g.id AND t.project_id = r.id
              LEFT JOIN (crm_readiness_deliverable_base_rel pb
                         JOIN crm_readiness_deliverable p
                           ON p.id = pb.deliverable_id AND p.state <> 'cancelled')
                     ON pb.base_id = t.id
              LEFT JOIN (crm_readiness_deliverable_base_rel cb
                         JOIN crm_readiness_deliverable c
                           ON c.id = cb.deliverable_id AND c.state <> 'cancelled')
                     ON cb.base_id = p.id
            """
        )
