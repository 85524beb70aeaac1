"""The SQL of the contact reports: one place for the rules that they share.

What the rules mean is written in the docstrings of the models ``crm.contact.*``.
All moments are UTC without time zone, as Odoo stores them.
"""

#: People of the company itself who can document something: one row per partner.
#: User 1 is OdooBot, who documents on nobody's behalf.
INTERNAL = """
    SELECT DISTINCT ON (partner_id) id, partner_id, sale_team_id
      FROM res_users
     WHERE share IS NOT TRUE AND id <> 1
  ORDER BY partner_id, active DESC, id
"""

#: Since when somebody is the contact of an opportunity or has a role on one.
INVOLVED = """
    SELECT partner_id, min(date_intake) AS date_intake
      FROM (SELECT partner_id, date_intake FROM crm_lead
             WHERE partner_id IS NOT NULL
             UNION ALL
            SELECT role.partner_id, lead.date_intake
              FROM crm_lead_contact_role AS role
              JOIN crm_lead AS lead ON lead.id = role.lead_id) AS every
  GROUP BY partner_id
"""

PERSONS = f"""
    SELECT person.id,
           person.id AS partner_id,
           person.user_id,
           person.company_id,
           person.active,
           LEAST(person.create_date, involved.date_intake) AS date_from,
           LEAST(person.create_date, involved.date_intake) + interval '365 days'
               AS date_year_known
      FROM res_partner AS person
      LEFT JOIN ({INVOLVED}) AS involved ON involved.partner_id = person.id
     WHERE person.is_company IS NOT TRUE
       AND COALESCE(person.type, 'contact') = 'contact'
       AND (person.parent_id IS NOT NULL OR involved.partner_id IS NOT NULL)
       AND COALESCE(person.commercial_partner_id, person.id) NOT IN (
           SELECT partner_id FROM res_company)
       AND person.id NOT IN (SELECT partner_id FROM res_users
                              WHERE share IS NOT TRUE)
"""

#: Kind of a message, NULL when it is no touch.
_KIND = """
    CASE WHEN activity_type.category = 'phonecall' THEN 'call'
         WHEN activity_type.category = 'meeting' THEN 'meeting'
         WHEN activity_type.id = (SELECT res_id FROM ir_model_data
                                   WHERE module = 'mail'
                                     AND name = 'mail_activity_data_email')
         THEN 'email'
         WHEN message.mail_activity_type_id IS NULL
              AND message.message_type = 'comment'
              AND message.subtype_id = (SELECT res_id FROM ir_model_data
                                         WHERE module = 'mail' AND name = 'mt_note')
         THEN 'note'
     END
"""


def _messages(model: str, joins: str, company: str, contact: str) -> str:
    return f"""
    SELECT message.id::bigint AS id,
           person.id AS partner_id,
           author.id AS user_id,
           author.sale_team_id AS team_id,
           message.date AS date,
           {_KIND} AS kind,
           {company} AS company_id,
           person.active
      FROM mail_message AS message
      {joins}
      JOIN ({PERSONS}) AS person ON person.id = {contact}
      JOIN ({INTERNAL}) AS author ON author.partner_id = message.author_id
      LEFT JOIN mail_activity_type AS activity_type
        ON activity_type.id = message.mail_activity_type_id
     WHERE message.model = '{model}'
       AND (message.mail_activity_type_id IS NOT NULL
            OR message.message_type = 'comment')
       AND {_KIND} IS NOT NULL
       AND NOT (activity_type.category = 'meeting' AND EXISTS (
            SELECT FROM mail_activity AS activity
              JOIN calendar_event AS event
                ON event.id = activity.calendar_event_id AND event.active
              JOIN calendar_attendee AS attendee
                ON attendee.event_id = event.id AND attendee.state <> 'declined'
             WHERE activity.res_model = message.model
               AND activity.res_id = message.res_id
               AND activity.activity_type_id = message.mail_activity_type_id
               AND activity.date_done = message.date::date
               AND attendee.partner_id = person.id))
    """


_MEETINGS = f"""
    SELECT 1000000000000 + attendee.id AS id,
           person.id AS partner_id,
           organiser.id AS user_id,
           organiser.sale_team_id AS team_id,
           event.start AS date,
           'meeting' AS kind,
           person.company_id,
           person.active
      FROM calendar_attendee AS attendee
      JOIN calendar_event AS event ON event.id = attendee.event_id
      JOIN ({PERSONS}) AS person ON person.id = attendee.partner_id
      JOIN ({INTERNAL}) AS organiser ON organiser.id = event.user_id
     WHERE event.active
       AND COALESCE(attendee.state, '') <> 'declined'
       AND event.start <= (now() AT TIME ZONE 'UTC')
"""

_TOUCHES = f"""
    {
    _messages(
        "crm.lead",
        "JOIN crm_lead AS lead ON lead.id = message.res_id",
        "lead.company_id",
        "lead.partner_id",
    )
}
    UNION ALL
    {_messages("res.partner", "", "person.company_id", "message.res_id")}
    UNION ALL
    {_MEETINGS}
"""

TOUCHES = f"""
    SELECT touch.*,
           touch.partner_id::bigint * 100000 + (touch.date::date - DATE '1970-01-01')
               AS contact_day
      FROM ({_TOUCHES}) AS touch
"""

KNOWLEDGE = f"""
    SELECT person.id,
           person.id AS partner_id,
           known.user_id,
           known.holder_count,
           known.first_date,
           known.first_date AS single_from,
           known.single_to,
           person.company_id,
           person.active
      FROM (SELECT partner_id,
                   (array_agg(user_id ORDER BY first_date, user_id))[1] AS user_id,
                   count(*)::int AS holder_count,
                   min(first_date) AS first_date,
                   (array_agg(first_date ORDER BY first_date, user_id))[2] AS single_to
              FROM (SELECT partner_id, user_id, min(date) AS first_date
                      FROM ({_TOUCHES}) AS touch
                  GROUP BY partner_id, user_id) AS holder
          GROUP BY partner_id) AS known
      JOIN res_partner AS person ON person.id = known.partner_id
"""

#: A contact is well kept from a touch on, when the touch before is less than 365
#: days old, until that one is 365 days old. Neglect is what lies between.
NEGLECT = f"""
    WITH person AS MATERIALIZED ({PERSONS}),
    day AS (
        SELECT partner_id, min(date) AS date
          FROM ({_TOUCHES}) AS touch
      GROUP BY partner_id, date::date
    ),
    pair AS (
        SELECT partner_id,
               date AS kept_from,
               lag(date) OVER (PARTITION BY partner_id ORDER BY date)
                   + interval '365 days' AS kept_to
          FROM day
    ),
    kept AS (SELECT * FROM pair WHERE kept_from < kept_to),
    gap AS (
        SELECT partner_id, kept_to AS gap_from,
               lead(kept_from) OVER (PARTITION BY partner_id ORDER BY kept_from)
                   AS gap_to,
               row_number() OVER (PARTITION BY partner_id ORDER BY kept_from) AS number
          FROM kept
     UNION ALL
        SELECT person.id, person.date_year_known, min(kept.kept_from), 0
          FROM person LEFT JOIN kept ON kept.partner_id = person.id
      GROUP BY person.id, person.date_year_known
    )
    SELECT person.id::bigint * 10000 + gap.number AS id,
           person.id AS partner_id,
           person.user_id,
           person.company_id,
           person.active,
           GREATEST(gap.gap_from, person.date_year_known) AS date_from,
           gap.gap_to AS date_to
      FROM gap
      JOIN person ON person.id = gap.partner_id
     WHERE gap.gap_to IS NULL
        OR gap.gap_to > GREATEST(gap.gap_from, person.date_year_known)
"""
