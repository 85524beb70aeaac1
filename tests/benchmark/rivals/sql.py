"""The limit: SQL written by hand for exactly these metrics, fewest scans.

One query per table and date. Each period is a range of the date's index, so that
nothing has to be sorted and no row's month is computed; conditions that all counts
share are tested once.
"""

from odoo.addons.crm_metric_definitions.lib.periods import utc_midnight

from ..catalogue import TAG, TZ
from .numbers import figures, people

NAME = "sql"

INTAKE = """
SELECT span.place, counted.* FROM (VALUES {spans}) AS span (place, low, high)
 CROSS JOIN LATERAL (
       SELECT count(*),
              count(*) FILTER (WHERE decision_maker_involved),
              count(*) FILTER (WHERE won_status = 'won'),
              count(*) FILTER (WHERE won_status IN ('won', 'lost')),
              count(*) FILTER (WHERE id IN (
                    SELECT lead_id FROM crm_tag_rel WHERE tag_id = {tag}))
         FROM crm_lead
        WHERE date_intake >= span.low AND date_intake < span.high
          AND company_id = {company}
          AND type = 'opportunity') AS counted
"""
INTAKE_BY_USER = """
SELECT span.place, counted.* FROM (VALUES {spans}) AS span (place, low, high)
 CROSS JOIN LATERAL (
       SELECT user_id, count(*)
         FROM crm_lead
        WHERE date_intake >= span.low AND date_intake < span.high
          AND company_id = {company}
          AND type = 'opportunity' GROUP BY user_id) AS counted
"""
CLOSED = """
SELECT span.place, counted.* FROM (VALUES {spans}) AS span (place, low, high)
 CROSS JOIN LATERAL (
       SELECT count(*) FILTER (WHERE won_status = 'won'),
              count(*),
              sum(expected_revenue) FILTER (WHERE won_status = 'won'),
              sum(contribution_margin) FILTER (WHERE won_status = 'won'
                  AND contribution_margin_source
                      IN ('calculated', 'invoiced', 'accounting')),
              sum(expected_revenue) FILTER (WHERE won_status = 'won'
                  AND contribution_margin_source
                      IN ('calculated', 'invoiced', 'accounting'))
         FROM crm_lead
        WHERE date_ended >= span.low AND date_ended < span.high
          AND company_id = {company}
          AND type = 'opportunity' AND won_status IN ('won', 'lost')) AS counted
"""
CLOSED_BY_USER = """
SELECT span.place, counted.* FROM (VALUES {spans}) AS span (place, low, high)
 CROSS JOIN LATERAL (
       SELECT user_id, count(*) FILTER (WHERE won_status = 'won'), count(*)
         FROM crm_lead
        WHERE date_ended >= span.low AND date_ended < span.high
          AND company_id = {company}
          AND type = 'opportunity' AND won_status IN ('won', 'lost')
        GROUP BY user_id) AS counted
"""
TOUCHES = """
SELECT span.place, counted.* FROM (VALUES {spans}) AS span (place, low, high)
 CROSS JOIN LATERAL (
       SELECT count(*) FROM calendar_event
        WHERE start >= span.low AND start < span.high
          AND opportunity_id IS NOT NULL) AS counted
"""
# contacts at the end of each period: one scan, added up from period to period
CONTACTS = """
SELECT place, sum(entered) OVER (ORDER BY place) FROM (
       SELECT width_bucket(create_date, ARRAY[{highs}]) AS place, count(*) AS entered
         FROM res_partner
        WHERE create_date < {end} AND NOT COALESCE(is_company, FALSE)
          AND company_id = {company}
        GROUP BY 1) AS entry
"""
BY_NUMBERS = (
    (INTAKE, ("new", "new_decision_maker", "new_won", "new_closed", "new_fair")),
    (CLOSED, ("won", "closed", "won_value", "margin", "margin_value")),
    (TOUCHES, ("touches",)),
    (CONTACTS, ("contacts",)),
)
BY_USER = ((INTAKE_BY_USER, ("new",)), (CLOSED_BY_USER, ("won", "closed")))


def prepare(env, task):
    def moment(day):
        return f"'{utc_midnight(day, TZ)}'::timestamp"

    spans = [
        f"({place}, {moment(period.start)}, {moment(period.end)})"
        for place, period in enumerate(task.periods)
    ]
    values = {
        "spans": ", ".join(spans),
        "highs": ", ".join(moment(period.end) for period in task.periods),
        "end": moment(task.end),
        "company": env.company.id,
        "tag": env["crm.tag"].search([("name", "=", TAG)]).id,
    }
    queries = [
        (sql.format(**values), codes)
        for sql, codes in (BY_USER if task.by_user else BY_NUMBERS)
    ]
    return queries, people(env, task)


def run(env, task, ready):
    queries, users = ready
    numbers = {}
    for sql, codes in queries:
        env.cr.execute(sql)
        rows = env.cr.fetchall()
        for column, code in enumerate(codes, start=2 if task.by_user else 1):
            numbers[code] = {
                (row[0], row[1] if task.by_user else None): row[column] for row in rows
            }
    if "contacts" in numbers:
        _carry(numbers["contacts"], len(task.periods))
    return figures(task, numbers, users)


def _carry(contacts, count):
    """A period that nobody entered in has as many as the one before."""
    for place in range(1, count):
        contacts.setdefault((place, None), contacts.get((place - 1, None), 0))
