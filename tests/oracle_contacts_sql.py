"""The part of ``oracle_sql`` about contacts: who is one, and what a touch is."""

#: people at customers: since when they are known, and for a year, and whose they are:
#: their own company's, else their salesperson's, else the only one's
PREPARE_CONTACTS = """
    CREATE TEMP TABLE oracle_contact ON COMMIT DROP AS
    WITH involved AS (
        SELECT partner_id, date_intake FROM crm_lead
         UNION ALL
        SELECT role.partner_id, lead.date_intake
          FROM crm_lead_contact_role AS role
          JOIN crm_lead AS lead ON lead.id = role.lead_id
    ), documented AS (
        SELECT date AS at FROM mail_message
         WHERE model IN ('crm.lead', 'res.partner')
           AND (mail_activity_type_id IS NOT NULL OR message_type = 'comment')
           AND body <> ''
         UNION ALL
        SELECT start FROM calendar_event WHERE active
    ), person AS (
        SELECT partner.*,
               LEAST(partner.create_date,
                     (SELECT min(date_intake) FROM involved
                       WHERE involved.partner_id = partner.id)) AS known_since
          FROM res_partner AS partner
         WHERE partner.is_company IS NOT TRUE
           AND COALESCE(partner.type, 'contact') = 'contact'
           AND (partner.parent_id IS NOT NULL
                OR partner.id IN (SELECT partner_id FROM involved
                                   WHERE partner_id IS NOT NULL))
           AND partner.commercial_partner_id NOT IN
               (SELECT partner_id FROM res_company)
           AND partner.id NOT IN
               (SELECT partner_id FROM res_users WHERE NOT share)
    )
    SELECT id, user_id, company_id, active, known_since,
           COALESCE(company_id,
                    (SELECT company_id FROM res_users WHERE id = person.user_id),
                    (SELECT min(id) FROM res_company HAVING count(*) = 1)
           ) AS belongs_to,
           GREATEST(known_since, (SELECT min(at) FROM documented))
               + interval '365 days' AS known_a_year_since
      FROM person
"""

#: touches: done activities and notes by their author, meetings by their organiser
PREPARE_TOUCHES = """
    CREATE TEMP TABLE oracle_touch ON COMMIT DROP AS
    WITH said AS (
        SELECT message.*,
               CASE message.model WHEN 'crm.lead' THEN lead.partner_id
                                  ELSE message.res_id END AS contact_id,
               CASE message.model WHEN 'crm.lead' THEN lead.company_id
                                  ELSE contact.company_id END AS company_id
          FROM mail_message AS message
          LEFT JOIN crm_lead AS lead
            ON message.model = 'crm.lead' AND lead.id = message.res_id
          LEFT JOIN oracle_contact AS contact
            ON message.model = 'res.partner' AND contact.id = message.res_id
          LEFT JOIN mail_activity_type AS kind
            ON kind.id = message.mail_activity_type_id
         WHERE message.model IN ('crm.lead', 'res.partner') AND message.body <> ''
           AND (kind.category IN ('phonecall', 'meeting')
                OR kind.id = %(email)s
                OR kind.id IS NULL AND message.message_type = 'comment'
                   AND message.subtype_id = %(note)s)
    ), touched AS (
        SELECT contact_id, company_id, author_id AS partner_id, date FROM said
         WHERE NOT EXISTS (
               SELECT FROM mail_activity AS activity
                 JOIN calendar_event AS event ON event.id = activity.calendar_event_id
                 JOIN calendar_attendee AS attendee ON attendee.event_id = event.id
                WHERE event.active
                  AND attendee.state IS DISTINCT FROM 'declined'
                  AND attendee.partner_id = said.contact_id
                  AND activity.res_model = said.model
                  AND activity.res_id = said.res_id
                  AND activity.activity_type_id = said.mail_activity_type_id
                  AND activity.date_done = said.date::date)
         UNION ALL
        SELECT contact.id, contact.company_id, organiser.partner_id, event.start
          FROM calendar_event AS event
          JOIN calendar_attendee AS attendee ON attendee.event_id = event.id
          JOIN oracle_contact AS contact ON contact.id = attendee.partner_id
          JOIN res_users AS organiser ON organiser.id = event.user_id
         WHERE event.active AND event.start <= now() AT TIME ZONE 'UTC'
           AND attendee.state IS DISTINCT FROM 'declined'
    )
    SELECT touched.contact_id, touched.date,
           COALESCE(touched.company_id, users.company_id) AS company_id,
           users.id AS user_id, contact.active, contact.user_id AS in_charge,
           COALESCE(contact.company_id, users.company_id) AS contact_company_id
      FROM touched
      JOIN oracle_contact AS contact ON contact.id = touched.contact_id
      JOIN res_users AS users ON users.partner_id = touched.partner_id
     WHERE NOT users.share AND users.id <> 1
"""

_CONTACTS = """
    SELECT month.month, {who}, count(*), count(*)
      FROM oracle_month AS month
      JOIN oracle_contact AS contact ON contact.%s < month.ends
     WHERE contact.active
       AND contact.belongs_to = {company}
  GROUP BY 1, 2
"""
CONTACTS = _CONTACTS % "known_since"
CONTACTS_A_YEAR = _CONTACTS % "known_a_year_since"

TOUCH_DAYS = """
    SELECT month.month, {who}, count(DISTINCT (touch.contact_id,
               (touch.date AT TIME ZONE 'UTC' AT TIME ZONE 'Europe/Berlin')::date)),
           count(*)
      FROM oracle_month AS month
      JOIN oracle_touch AS touch
        ON touch.date >= month.begins AND touch.date < month.ends
     WHERE touch.active AND touch.company_id = {company}
  GROUP BY 1, 2
"""
#: per contact and month end: who was first, and how many had documented it by then
_DOCUMENTED = """
    SELECT month, {who}, count(*), count(*)
      FROM (SELECT month.month, touch.contact_id,
                   (array_agg(touch.user_id ORDER BY touch.date, touch.user_id))[1]
                       AS user_id,
                   count(DISTINCT touch.user_id) AS holders
              FROM oracle_month AS month
              JOIN oracle_touch AS touch ON touch.date < month.ends
             WHERE touch.active
               AND touch.contact_company_id = {company}
          GROUP BY 1, 2) AS contact
     WHERE holders %s
  GROUP BY 1, 2
"""
SINGLE_HOLDER = _DOCUMENTED % "= 1"
DOCUMENTED = _DOCUMENTED % ">= 1"

#: fewer than two days with a touch in the 365 days before the month ends
NEGLECTED = """
    SELECT month.month, {who}, count(*), count(*)
      FROM oracle_month AS month
      JOIN oracle_contact AS contact ON contact.known_a_year_since < month.ends
     WHERE contact.active
       AND contact.belongs_to = {company}
       AND (SELECT count(*)
              FROM (SELECT min(date) AS at FROM oracle_touch AS touch
                     WHERE touch.contact_id = contact.id
                  GROUP BY (date AT TIME ZONE 'UTC'
                            AT TIME ZONE 'Europe/Berlin')::date) AS day
             WHERE day.at < month.ends
               AND day.at >= month.ends - interval '365 days') < 2
  GROUP BY 1, 2
"""

#: who the salesperson is, where it is not the opportunity's
WHO = {
    TOUCH_DAYS: "touch.user_id",
    DOCUMENTED: "contact.user_id",
    SINGLE_HOLDER: "contact.user_id",
    NEGLECTED: "contact.user_id",
    CONTACTS: "contact.user_id",
    CONTACTS_A_YEAR: "contact.user_id",
}
