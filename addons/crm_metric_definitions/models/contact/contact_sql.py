"""The SQL of the contact reports: one place for the rules that they share.

What the rules mean is written in the docstrings of the models ``crm.contact.*``.
All moments are UTC without time zone, as Odoo stores them; days are those of the
company's zone, ``%(zone)s``. The small sets are
materialized: PostgreSQL cannot estimate them and would loop over messages.
"""

#: A message that says something: who deletes one in the chatter empties its body, and
#: editing leaves a mark that shows no text. Part of an index, see mail.message.
NOT_EMPTY = (
    "(regexp_replace(body, '<[^>]*>|&nbsp;|[[:space:]]', '', 'g') <> ''"
    " OR position('<img' IN body) > 0)"
)


def _day(moment: str) -> str:
    """The day of a moment in the zone of the company that is measured."""
    return f"({moment} AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date"


#: When documenting began: before the first message or meeting, Odoo knows nothing,
#: which is not the same as nothing having happened. Answered from three indexes.
_BEGIN = f"""
    SELECT LEAST(
        (SELECT min(date) FROM mail_message
          WHERE model = 'crm.lead'
            AND (mail_activity_type_id IS NOT NULL OR message_type = 'comment')
            AND {NOT_EMPTY}),
        (SELECT min(date) FROM mail_message
          WHERE model = 'res.partner'
            AND (mail_activity_type_id IS NOT NULL OR message_type = 'comment')
            AND {NOT_EMPTY}),
        (SELECT min(start) FROM calendar_event WHERE active)) AS at
"""

#: The people whom the sales force deals with, and since when. Their company is their
#: own, else their salesperson's; _SETS adds that of whoever touched them first.
_PERSONS = f"""
    SELECT person.id,
           person.id AS partner_id,
           person.user_id,
           COALESCE(person.company_id, seller.company_id) AS company_id,
           person.active,
           LEAST(person.create_date, involved.date_intake) AS date_from,
           CASE WHEN begin.at IS NOT NULL THEN
               GREATEST(LEAST(person.create_date, involved.date_intake), begin.at)
               + interval '365 days' END AS date_year_known
      FROM res_partner AS person
     CROSS JOIN ({_BEGIN}) AS begin
      LEFT JOIN res_users AS seller ON seller.id = person.user_id
      LEFT JOIN (
            SELECT partner_id, min(date_intake) AS date_intake
              FROM (SELECT partner_id, date_intake FROM crm_lead
                     WHERE partner_id IS NOT NULL
                     UNION ALL
                    SELECT role.partner_id, lead.date_intake
                      FROM crm_lead_contact_role AS role
                      JOIN crm_lead AS lead ON lead.id = role.lead_id) AS each
          GROUP BY partner_id
           ) AS involved ON involved.partner_id = person.id
     WHERE person.is_company IS NOT TRUE
       AND (person.type = 'contact' OR person.type IS NULL)
       AND (person.parent_id IS NOT NULL OR involved.partner_id IS NOT NULL)
       AND NOT EXISTS (SELECT FROM res_company AS ours
                        WHERE ours.partner_id = person.commercial_partner_id)
       AND NOT EXISTS (SELECT FROM res_users AS ours
                        WHERE ours.partner_id = person.id AND ours.share IS NOT TRUE)
       AND NOT EXISTS (SELECT FROM crm_contact_colleague AS ours
                        WHERE ours.partner_id = person.id)
"""

#: internal: who can touch, those who have left included; one row per partner, which
#: `key` names; user 1 is OdooBot, who acts on nobody's behalf.
#: past_author, past_organiser: of whom Odoo has forgotten the partner or the user.
#: kind: what done activities count as.
#: in_calendar: done activities that the calendar knows as meetings of a contact.
_PEOPLE = f"""
    everybody AS MATERIALIZED ({_PERSONS}),
    internal AS MATERIALIZED (
        SELECT DISTINCT ON (key) id, key, sale_team_id, company_id
          FROM (SELECT id, partner_id AS key, sale_team_id, company_id, active
                  FROM res_users
                 WHERE share IS NOT TRUE AND id <> 1
                 UNION ALL
                SELECT users.id, COALESCE(gone.partner_id, -gone.id),
                       users.sale_team_id, users.company_id, FALSE
                  FROM crm_contact_colleague AS gone
                  LEFT JOIN res_users AS users ON users.id = gone.user_id) AS each
      ORDER BY key, active DESC, id
    ),
    past_author AS MATERIALIZED (
        SELECT past.message_id, COALESCE(gone.partner_id, -gone.id) AS key
          FROM crm_contact_colleague_message AS past
          JOIN crm_contact_colleague AS gone ON gone.id = past.colleague_id
    ),
    past_organiser AS MATERIALIZED (
        SELECT past.event_id, COALESCE(gone.partner_id, -gone.id) AS key
          FROM crm_contact_colleague_event AS past
          JOIN crm_contact_colleague AS gone ON gone.id = past.colleague_id
    ),
    kind AS MATERIALIZED (
        SELECT id, CASE category WHEN 'phonecall' THEN 'call'
                                 WHEN 'meeting' THEN 'meeting'
                                 ELSE 'email' END AS kind
          FROM mail_activity_type
         WHERE category IN ('phonecall', 'meeting')
            OR id = (SELECT res_id FROM ir_model_data
                      WHERE module = 'mail' AND name = 'mail_activity_data_email')
    ),
    in_calendar AS MATERIALIZED (
        SELECT DISTINCT activity.res_model, activity.res_id, activity.date_done,
               activity.activity_type_id, attendee.partner_id
          FROM mail_activity AS activity
          JOIN calendar_event AS event ON event.id = activity.calendar_event_id
          JOIN calendar_attendee AS attendee ON attendee.event_id = event.id
         WHERE event.active
           AND attendee.state IS DISTINCT FROM 'declined'
           AND activity.date_done IS NOT NULL
    )
"""


def _message(model: str, kind: str, joins: str, company: str, where: str) -> str:
    """Touches by message on records of ``model``; ``where`` says of which sort."""
    return f"""
    SELECT message.id::bigint AS id,
           person.id AS partner_id,
           internal.id AS user_id,
           internal.key AS holder_id,
           internal.sale_team_id AS team_id,
           internal.company_id AS company_of_user,
           message.date,
           {kind} AS kind,
           {company} AS company_id,
           person.active
      FROM mail_message AS message
      {joins}
      LEFT JOIN past_author ON past_author.message_id = message.id
      JOIN internal ON internal.key = COALESCE(message.author_id, past_author.key)
     WHERE message.model = '{model}'
       AND (message.mail_activity_type_id IS NOT NULL
            OR message.message_type = 'comment')
       AND {NOT_EMPTY}
       AND {where}
    """


_ON_LEAD = """
      JOIN crm_lead AS lead ON lead.id = message.res_id
      JOIN person ON person.id = lead.partner_id
"""
_ON_CONTACT = "JOIN person ON person.id = message.res_id "
_DONE = "JOIN kind ON kind.id = message.mail_activity_type_id"
_ONCE = """
    NOT EXISTS (SELECT FROM in_calendar
                 WHERE in_calendar.res_model = message.model
                   AND in_calendar.res_id = message.res_id
                   AND in_calendar.date_done = message.date::date
                   AND in_calendar.activity_type_id = message.mail_activity_type_id
                   AND in_calendar.partner_id = person.id)
"""
_NOTE = """
    message.mail_activity_type_id IS NULL
    AND message.message_type = 'comment'
    AND message.subtype_id = (SELECT res_id FROM ir_model_data
                               WHERE module = 'mail' AND name = 'mt_note')
"""
_MEETINGS = """
    SELECT 1000000000000 + attendee.id AS id,
           person.id AS partner_id,
           internal.id AS user_id,
           internal.key AS holder_id,
           internal.sale_team_id AS team_id,
           internal.company_id AS company_of_user,
           event.start AS date,
           'meeting' AS kind,
           person.company_id,
           person.active
      FROM calendar_attendee AS attendee
      JOIN calendar_event AS event ON event.id = attendee.event_id
      JOIN person ON person.id = attendee.partner_id
      LEFT JOIN res_users AS organiser
        ON organiser.id = event.user_id AND organiser.id <> 1
      LEFT JOIN past_organiser ON past_organiser.event_id = event.id
      JOIN internal
        ON internal.key = COALESCE(organiser.partner_id, past_organiser.key)
     WHERE event.active
       AND attendee.state IS DISTINCT FROM 'declined'
       AND event.start <= (now() AT TIME ZONE 'UTC')
"""
_TOUCHES = " UNION ALL ".join(
    [
        _message(model, kind, on + done, company, where)
        for model, on, company in (
            ("crm.lead", _ON_LEAD, "COALESCE(lead.company_id, person.company_id)"),
            ("res.partner", _ON_CONTACT, "person.company_id"),
        )
        for kind, done, where in (("kind.kind", _DONE, _ONCE), ("'note'", "", _NOTE))
    ]
    + [_MEETINGS]
)

#: first: who touched those contacts first of whom nothing else tells the company, which
#: matters only where there are several. person: who can be touched.
_SETS = f"""
    {_PEOPLE},
    first AS MATERIALIZED (
        WITH person AS MATERIALIZED (
            SELECT * FROM everybody
             WHERE company_id IS NULL AND (SELECT count(*) > 1 FROM res_company)
        )
        SELECT DISTINCT ON (partner_id) partner_id, company_of_user AS company_id
          FROM ({_TOUCHES}) AS touch
         WHERE company_of_user IS NOT NULL
      ORDER BY partner_id, date, id
    ),
    person AS MATERIALIZED (
        SELECT everybody.id, everybody.partner_id, everybody.user_id,
               COALESCE(everybody.company_id, first.company_id) AS company_id,
               everybody.active, everybody.date_from, everybody.date_year_known
          FROM everybody
          LEFT JOIN first ON first.partner_id = everybody.partner_id
    )
"""

PERSONS = f"""
    WITH {_SETS}
    SELECT * FROM person
"""

TOUCHES = f"""
    WITH {_SETS}
    SELECT touch.*,
           touch.partner_id::bigint * 100000
               + ({_day("touch.date")} - DATE '1970-01-01') AS contact_day
      FROM ({_TOUCHES}) AS touch
"""

KNOWLEDGE = f"""
    WITH {_SETS},
    holder AS (
        SELECT partner_id, holder_id, min(user_id) AS user_id, min(date) AS first_date
          FROM ({_TOUCHES}) AS touch
      GROUP BY partner_id, holder_id
    ),
    known AS (
        SELECT partner_id,
               (array_agg(user_id ORDER BY first_date, user_id, holder_id))[1]
                   AS user_id,
               count(*)::int AS holder_count,
               min(first_date) AS first_date,
               (array_agg(first_date ORDER BY first_date))[2] AS single_to
          FROM holder
      GROUP BY partner_id
    )
    SELECT person.id,
           person.id AS partner_id,
           known.user_id,
           known.holder_count,
           known.first_date,
           known.first_date AS single_from,
           known.single_to,
           person.company_id,
           person.active
      FROM known
      JOIN person ON person.id = known.partner_id
"""

#: A contact is well kept from a touch on, when the touch before is less than 365
#: days old, until that one is 365 days old. Neglect is what lies between.
NEGLECT = f"""
    WITH {_SETS},
    day AS (
        SELECT partner_id, min(date) AS date
          FROM ({_TOUCHES}) AS touch
      GROUP BY partner_id, {_day("date")}
    ),
    pair AS (
        SELECT partner_id,
               date AS kept_from,
               lag(date) OVER (PARTITION BY partner_id ORDER BY date)
                   + interval '365 days' AS kept_to
          FROM day
    ),
    kept AS (
        SELECT partner_id, kept_from, kept_to,
               lead(kept_from) OVER (PARTITION BY partner_id ORDER BY kept_from)
                   AS next_from,
               row_number() OVER (PARTITION BY partner_id ORDER BY kept_from) AS number
          FROM pair
         WHERE kept_from < kept_to
    ),
    gap AS (
        SELECT partner_id, number, kept_to AS gap_from, next_from AS gap_to
          FROM kept
         WHERE next_from IS NULL OR next_from > kept_to
     UNION ALL
        SELECT person.id, 0, person.date_year_known, kept.kept_from
          FROM person
          LEFT JOIN kept ON kept.partner_id = person.id AND kept.number = 1
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
     WHERE person.date_year_known IS NOT NULL
       AND (gap.gap_to IS NULL
            OR gap.gap_to > GREATEST(gap.gap_from, person.date_year_known))
"""
