"""What the library's metrics say, written by hand in plain SQL.

Nothing of the engine is used here: no Domain, no measure, no report view. Each query
returns (month, user_id, total, records); ``{who}`` is the column that names the
salesperson or NULL, ``{company}`` the company. Months, opportunities, people and
touches are temporary tables made by PREPARE.
"""

from oracle_contacts_sql import (
    CONTACTS,
    CONTACTS_A_YEAR,
    DOCUMENTED,
    NEGLECTED,
    SINGLE_HOLDER,
    TOUCH_DAYS,
)

#: months on Berlin's calendar, with their first and last moment in UTC
PREPARE_MONTHS = """
    CREATE TEMP TABLE oracle_month ON COMMIT DROP AS
    SELECT month::date AS month,
           (month AT TIME ZONE 'Europe/Berlin') AT TIME ZONE 'UTC' AS begins,
           ((month + interval '1 month') AT TIME ZONE 'Europe/Berlin')
               AT TIME ZONE 'UTC' AS ends
      FROM generate_series(%s::timestamp, %s::timestamp - interval '1 month',
                           interval '1 month') AS month
"""

#: opportunities and leads of the company (their own, else their team's, else their
#: salesperson's, else the only one), with their result from the stock rule
PREPARE_LEADS = """
    CREATE TEMP TABLE oracle_lead ON COMMIT DROP AS
    SELECT lead.*,
           lead.probability = 100 AND stage.is_won AS is_won,
           NOT lead.active AND lead.probability = 0
               AND NOT (lead.probability = 100 AND stage.is_won) AS is_lost
      FROM crm_lead AS lead
      LEFT JOIN crm_stage AS stage ON stage.id = lead.stage_id
      LEFT JOIN crm_team AS team ON team.id = lead.team_id
      LEFT JOIN res_users AS users ON users.id = lead.user_id
     WHERE COALESCE(lead.company_id, team.company_id, users.company_id,
                    (SELECT min(id) FROM res_company HAVING count(*) = 1)) = %s
"""


def during(date, where, total="count(*)", records="count(*)"):
    """Leads and opportunities with this date in the month."""
    return f"""
        SELECT month.month, {{who}}, {total}, {records}
          FROM oracle_month AS month
          JOIN oracle_lead AS lead
            ON lead.{date} >= month.begins AND lead.{date} < month.ends
         WHERE {where}
      GROUP BY 1, 2
    """


def at_the_end(begun, total="count(*)", date="date_intake", until="date_ended"):
    """Opportunities in this state when the month ends."""
    return f"""
        SELECT month.month, {{who}}, {total}, count(*)
          FROM oracle_month AS month
          JOIN oracle_lead AS lead
            ON lead.{date} + {begun} < month.ends
           AND (lead.{until} >= month.ends
                OR lead.{until} IS NULL AND lead.active AND NOT lead.is_won)
         WHERE lead.type = 'opportunity'
      GROUP BY 1, 2
    """


OPPORTUNITY = "lead.type = 'opportunity'"
NEW = during("date_intake", OPPORTUNITY)
WON = f"{OPPORTUNITY} AND lead.is_won"
LOST = f"{OPPORTUNITY} AND lead.is_lost"
DECIDED = f"{OPPORTUNITY} AND (lead.is_won OR lead.is_lost)"
DECLARED = (
    f"{WON} AND lead.contribution_margin_source IN"
    " ('calculated', 'invoiced', 'accounting')"
)
REVENUE = "sum(lead.expected_revenue)"


def days(begin, end):
    """Total and number of durations; a duration that ends before it begins is none."""
    took = f"extract(epoch FROM {end} - {begin})::float8 / 86400"
    valid = f"count(*) FILTER (WHERE {end} >= {begin})"
    return f"sum({took}) FILTER (WHERE {end} >= {begin})", valid


#: the salesperson was in a team on the day the opportunity came in
BY_MEMBER = """EXISTS (SELECT FROM crm_salesperson_period AS period,
    LATERAL (SELECT (lead.date_intake AT TIME ZONE 'UTC'
                     AT TIME ZONE 'Europe/Berlin')::date) AS came (day)
     WHERE period.user_id = lead.user_id
       AND (period.company_id IS NULL OR period.company_id = {company})
       AND (period.date_from IS NULL OR period.date_from <= came.day)
       AND (period.date_to IS NULL OR period.date_to > came.day))"""

#: {code: (numerator, denominator or None)}
ORACLES = {
    "new_opportunities_per_salesperson_week": (
        during("date_intake", f"{OPPORTUNITY} AND {BY_MEMBER}"),
        None,
    ),
    "decision_maker_rate": (
        during(
            "date_intake",
            f"{OPPORTUNITY} AND lead.id IN (SELECT lead_id FROM crm_lead_contact_role"
            " WHERE role = 'decision_maker')",
        ),
        NEW,
    ),
    "win_rate": (during("date_ended", WON), during("date_ended", DECIDED)),
    "contacts_per_contact_year": (TOUCH_DAYS, CONTACTS),
    "single_owner_knowledge_rate": (SINGLE_HOLDER, DOCUMENTED),
    "contribution_margin_rate": (
        during("date_ended", DECLARED, "sum(lead.contribution_margin)"),
        during("date_ended", DECLARED, REVENUE),
    ),
    "contacts_below_two_touches": (NEGLECTED, CONTACTS_A_YEAR),
    "win_rate_cohort": (during("date_intake", WON), NEW),
    "win_rate_value": (
        during("date_ended", WON, REVENUE),
        during("date_ended", DECIDED, REVENUE),
    ),
    "sales_cycle": (
        during("date_ended", WON, *days("lead.date_intake", "lead.date_ended")),
        None,
    ),
    "open_pipeline": (at_the_end("interval '0'", REVENUE, "date_pipeline"), None),
    "pipeline_age": (at_the_end("interval '90 days'"), at_the_end("interval '0'")),
    "time_to_assign": (
        during(
            "date_first_assigned",
            "TRUE",
            *days("date_trunc('second', lead.create_date)", "lead.date_first_assigned"),
        ),
        None,
    ),
    "lost_without_reason": (
        during("date_ended", f"{LOST} AND lead.lost_reason_id IS NULL"),
        during("date_ended", LOST),
    ),
    "data_completeness": (
        during(
            "date_intake",
            f"{OPPORTUNITY} AND lead.user_id IS NOT NULL AND lead.partner_id IS NOT"
            " NULL AND lead.expected_revenue > 0 AND lead.date_deadline IS NOT NULL",
        ),
        NEW,
    ),
    "average_deal_size": (
        during("date_ended", WON, REVENUE, "count(lead.expected_revenue)"),
        None,
    ),
    "lead_conversion_rate": (
        during("create_date", "lead.date_conversion IS NOT NULL"),
        during("create_date", "lead.type = 'lead' OR lead.date_conversion IS NOT NULL"),
    ),
    "archived_without_result": (
        during(
            "date_ended",
            f"{OPPORTUNITY} AND NOT lead.active AND NOT lead.is_won"
            " AND NOT lead.is_lost",
        ),
        during("date_ended", f"{OPPORTUNITY} AND (lead.is_won OR NOT lead.active)"),
    ),
    "margin_declared_rate": (
        during("date_ended", DECLARED),
        during("date_ended", WON),
    ),
}
#: days on which people were members of a sales team, each person once
MEMBER_DAYS = """
    SELECT month.month, {who}, count(DISTINCT (period.user_id, day.day))
      FROM oracle_month AS month
      JOIN LATERAL generate_series(month.month, month.month + interval '1 month'
                                   - interval '1 day', interval '1 day') AS day (day)
        ON TRUE
      JOIN crm_salesperson_period AS period
        ON (period.date_from IS NULL OR period.date_from <= day.day)
       AND (period.date_to IS NULL OR period.date_to > day.day)
     WHERE period.user_id IS NOT NULL AND day.day <= %(today)s
       AND (period.company_id IS NULL OR period.company_id = {company})
  GROUP BY 1, 2
"""
