from odoo import api, fields, models
from odoo.fields import Domain


class CrmLeadCycle(models.Model):
    """Life cycle of leads and opportunities: one row each, lost and archived ones
    included, with the dates and durations that stock fields do not tell.

    - `date_from` (intake) until `date_ended` (empty while open): in the pipeline.
    - `date_old`: 90 days after the intake; empty when it had ended before that.
    - `is_open`: neither won nor lost nor archived. What has ended without a date was
      open at no moment.
    - `days_to_close`: from intake to end. Stock "Days to Close" starts at the creation
      date, which is the day of the import for imported history.
    - `days_to_assign`: from creation to the first salesperson; stock "Days to Assign"
      starts anew with every reassignment.

    A duration is NULL, so that no average counts it as 0, while a date is missing or
    when it would be negative.
    """

    _name = "crm.lead.cycle"
    _description = "Life Cycle of an Opportunity"
    _auto = False
    #: raised by hand whenever the report counts something else: approvals then lapse
    _sql_version = 1
    _table_query = """
        SELECT id,
               id AS lead_id,
               type,
               won_status,
               user_id,
               team_id,
               company_id,
               (active IS TRUE AND won_status IS DISTINCT FROM 'won') AS is_open,
               create_date AS date_created,
               date_first_assigned,
               date_intake AS date_from,
               CASE WHEN date_ended IS NULL
                      OR date_ended > date_intake + interval '90 days'
                    THEN date_intake + interval '90 days' END AS date_old,
               date_ended,
               CASE WHEN date_ended >= date_intake
                    THEN extract(epoch FROM date_ended - date_intake)::float8
                         / 86400 END AS days_to_close,
               CASE WHEN date_first_assigned >= created.at
                    THEN extract(epoch FROM date_first_assigned - created.at)::float8
                         / 86400 END AS days_to_assign
          FROM crm_lead,
               LATERAL (SELECT date_trunc('second', create_date) AS at) AS created
    """
    _rec_name = "lead_id"
    _order = "date_from desc nulls last, id desc"
    _depends = {
        "crm.lead": [
            "active",
            "company_id",
            "create_date",
            "date_ended",
            "date_first_assigned",
            "date_intake",
            "team_id",
            "type",
            "user_id",
            "won_status",
        ]
    }

    lead_id = fields.Many2one("crm.lead", string="Opportunity", readonly=True)
    type = fields.Selection(
        [("lead", "Lead"), ("opportunity", "Opportunity")], readonly=True
    )
    won_status = fields.Selection(
        [("won", "Won"), ("lost", "Lost"), ("pending", "Pending")],
        string="Won/Lost",
        readonly=True,
    )
    user_id = fields.Many2one(
        "res.users",
        string="Salesperson",
        readonly=True,
        groups="crm_metric_definitions.group_individual_figures",
    )
    team_id = fields.Many2one(
        "crm.team",
        string="Sales Team",
        readonly=True,
        groups="crm_metric_definitions.group_individual_figures",
    )
    company_id = fields.Many2one("res.company", readonly=True)
    date_created = fields.Datetime(string="Created on", readonly=True)
    date_first_assigned = fields.Datetime(string="First Assigned", readonly=True)
    is_open = fields.Boolean(string="Open Today", readonly=True)
    date_from = fields.Datetime(string="Intake Date", readonly=True)
    date_old = fields.Datetime(string="Old Since", readonly=True)
    date_ended = fields.Datetime(string="Ended on", readonly=True)
    days_to_close = fields.Float(
        string="Days from Intake to End", readonly=True, aggregator="avg"
    )
    days_to_assign = fields.Float(
        string="Days to First Assignment", readonly=True, aggregator="avg"
    )

    @api.model
    def _metric_ended_domain(self):
        """Return the Domain of records that have ended, whether or not with a date."""
        return Domain("is_open", "=", False)
