"""Fill a database with a made-up pipeline, the same one each time, by SQL.

For n opportunities: 5n meetings, n/2 contacts, and fifty salespeople in five
teams. Records are written in the order of their dates, as a company's own are.
"""

import contextlib

from odoo.fields import Command

from .catalogue import FIRST_DAY, LAST_DAY, SALESPEOPLE, TAG

TEAMS = 5


def fill(env, count):
    """Write ``count`` leads and opportunities with everything around them."""
    env = env(context={**env.context, "tracking_disable": True, "lang": "en_US"})
    # grouping by week follows the language's first day, the metrics' is Monday
    env["res.lang"].search([]).week_start = "1"
    people = _people(env)
    other = env["res.company"].create({"name": "Benchmark: other company"})
    tag = env["crm.tag"].create({"name": TAG})
    env.flush_all()
    values = {
        "count": count,
        "contacts": max(count // 2, 1),
        "start": FIRST_DAY,
        "seconds": (LAST_DAY - FIRST_DAY).days * 86400,
        "users": people.ids,
        "teams": [user.sale_team_id.id for user in people],
        "company": env.company.id,
        "other": other.id,
        "tag": tag.id,
        "won": env["crm.stage"].search([("is_won", "=", True)], limit=1).id,
        "open": env["crm.stage"].search([("is_won", "=", False)], limit=1).id,
    }
    more = _required(env.cr)
    contacts = CONTACTS.replace("/*columns*/", more["columns"])
    contacts = contacts.replace("/*values*/", more["values"])
    for table, sql in (
        ("res_partner", contacts),
        ("crm_lead", LEADS),
        ("crm_tag_rel", TAGS),
        ("calendar_event", MEETINGS),
    ):
        with _bare(env.cr, table):
            env.cr.execute("SELECT COALESCE(max(id), 0) FROM res_partner")
            values["last"] = env.cr.fetchone()[0] - values["contacts"]
            env.cr.execute("SELECT COALESCE(max(id), 0) FROM crm_lead")
            values["last_lead"] = env.cr.fetchone()[0] - count
            env.cr.execute(sql, values)
    env.invalidate_all()


def _required(cr):
    """Columns of contacts that other addons require, with a value for each."""
    cr.execute(
        """SELECT quote_ident(column_name) FROM information_schema.columns
            WHERE table_name = 'res_partner' AND is_nullable = 'NO'
              AND column_default IS NULL ORDER BY 1"""
    )
    names = [name for (name,) in cr.fetchall()]
    like = "(SELECT {} FROM res_partner ORDER BY id LIMIT 1)"
    return {
        "columns": "".join(f", {name}" for name in names),
        "values": "".join(f", {like.format(name)}" for name in names),
    }


def _people(env):
    teams = env["crm.team"].create(
        [{"name": f"Benchmark {place}"} for place in range(1, TEAMS + 1)]
    )
    group = env.ref("sales_team.group_sale_salesman")
    people = (
        env["res.users"]
        .with_context(no_reset_password=True)
        .create(
            [
                {
                    "name": f"Salesperson {place:02d}",
                    "login": f"benchmark_{place:02d}",
                    "tz": "Europe/Berlin",
                    "group_ids": [Command.link(group.id)],
                }
                for place in range(1, SALESPEOPLE + 1)
            ]
        )
    )
    env["crm.team.member"].create(
        [
            {"user_id": user.id, "crm_team_id": teams[place % TEAMS].id}
            for place, user in enumerate(people)
        ]
    )
    return people


@contextlib.contextmanager
def _bare(cr, table):
    """Take the table's indexes and foreign keys away while it is filled."""
    cr.execute(
        """SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
            WHERE conrelid = %s::regclass AND contype = 'f' ORDER BY conname""",
        [table],
    )
    keys = cr.fetchall()
    cr.execute(
        """SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid)
             FROM pg_index
            WHERE indrelid = %s::regclass AND NOT indisunique ORDER BY 1""",
        [table],
    )
    indexes = cr.fetchall()
    for name, _definition in keys:
        cr.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
    for name, _definition in indexes:
        cr.execute(f"DROP INDEX {name}")
    yield
    for _name, definition in indexes:
        cr.execute(definition)
    for name, definition in keys:
        cr.execute(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}')


def chance(seed, below):
    """SQL of a number in ``[0, below)`` that depends on the row ``i`` only."""
    # %% because the text becomes a query with parameters
    return f"((hashint8extended(i, {seed}) & 1073741823) %% ({below}))"


CONTACTS = f"""
INSERT INTO res_partner (name, complete_name, type, active, is_company, company_id,
    email, email_normalized, create_uid, create_date, write_date/*columns*/)
SELECT 'Contact ' || i, 'Contact ' || i, 'contact', TRUE, FALSE,
       CASE WHEN {chance(11, 20)} > 0 THEN %(company)s END,
       'contact' || i || '@example.com', 'contact' || i || '@example.com',
       1, at, at/*values*/
  FROM (SELECT i, %(start)s::timestamp
               + interval '1 second' * (i * %(seconds)s::bigint / %(contacts)s) AS at
          FROM generate_series(1, %(contacts)s::bigint) AS i) AS row
"""

LEADS = f"""
INSERT INTO crm_lead (name, type, active, won_status, probability, stage_id, user_id,
    team_id, company_id, partner_id, expected_revenue, contribution_margin,
    contribution_margin_source, decision_maker_involved, date_intake, date_pipeline,
    date_closed, date_ended, create_date, write_date, create_uid, email_from,
    email_normalized, description, priority)
SELECT 'Opportunity ' || i,
       CASE WHEN lead THEN 'lead' ELSE 'opportunity' END,
       result <> 'lost',
       result,
       CASE result WHEN 'won' THEN 100 WHEN 'lost' THEN 0 ELSE 40 END,
       CASE result WHEN 'won' THEN %(won)s ELSE %(open)s END,
       CASE WHEN who > 0 THEN (%(users)s::int[])[who] END,
       CASE WHEN who > 0 THEN (%(teams)s::int[])[who] END,
       CASE {chance(1, 20)} WHEN 0 THEN %(other)s WHEN 1 THEN NULL
            ELSE %(company)s END,
       %(last)s + 1 + {chance(2, "%(contacts)s")},
       revenue,
       CASE WHEN declared THEN round(revenue * (5 + {chance(3, 30)}) / 100, 2) END,
       CASE WHEN declared THEN
            (ARRAY['calculated', 'invoiced', 'accounting'])[1 + {chance(4, 3)}] END,
       {chance(5, 10)} < 4,
       CASE WHEN NOT lead THEN at END,
       CASE WHEN NOT lead THEN at END,
       CASE WHEN result <> 'pending' THEN closed END,
       CASE WHEN result <> 'pending' THEN closed END,
       at, at, 1,
       'contact' || i || '@example.com', 'contact' || i || '@example.com',
       repeat('What the customer wants. ', 8),
       '1'
  FROM (SELECT *,
               CASE WHEN {chance(6, 50)} = 0 THEN 0
                    ELSE 1 + {chance(7, SALESPEOPLE)} END AS who,
               100 + round({chance(8, 5000000)} / 100.0, 2) AS revenue,
               result = 'won' AND {chance(9, 10)} < 6 AS declared
          FROM (SELECT *,
                       CASE WHEN lead OR closed > %(start)s::timestamp
                                 + interval '1 second' * %(seconds)s
                                 OR {chance(10, 10)} < 2 THEN 'pending'
                            WHEN {chance(10, 10)} < 6 THEN 'won'
                            ELSE 'lost' END AS result
                  FROM (SELECT *, at + interval '1 second'
                               * (86400 + {chance(12, 86400 * 120)}) AS closed,
                               {chance(13, 10)} = 0 AS lead
                          FROM (SELECT i, %(start)s::timestamp + interval '1 second'
                                       * (i * %(seconds)s::bigint / %(count)s) AS at
                                  FROM generate_series(1, %(count)s::bigint) AS i
                               ) AS dated
                       ) AS timed
               ) AS ended
       ) AS row
 ORDER BY i
"""

TAGS = f"""
INSERT INTO crm_tag_rel (lead_id, tag_id)
SELECT %(last_lead)s + i, %(tag)s
  FROM generate_series(1, %(count)s::bigint) AS i
 WHERE {chance(14, 5)} = 0
"""

MEETINGS = f"""
INSERT INTO calendar_event (name, opportunity_id, user_id, start, stop, active, allday,
    show_as, create_date, create_uid, description)
SELECT 'Meeting ' || i,
       %(last_lead)s + 1 + {chance(15, "%(count)s")},
       (%(users)s::int[])[1 + {chance(17, SALESPEOPLE)}],
       at, at + interval '1 hour', TRUE, FALSE, 'busy', at, 1,
       '<p>' || repeat('What was said and agreed. ', 6) || '</p>'
  FROM (SELECT i, %(start)s::timestamp
               + interval '1 second' * (i * %(seconds)s::bigint / (5 * %(count)s)) AS at
          FROM generate_series(1, 5 * %(count)s::bigint) AS i) AS row
"""


def tidy(cr):
    """What autovacuum does on a server: statistics and visibility, outside of any
    transaction."""
    cr.commit()
    connection = cr._cnx
    before = connection.autocommit
    connection.autocommit = True
    try:
        for table in ("res_partner", "crm_lead", "crm_tag_rel", "calendar_event"):
            cr.execute(f"VACUUM ANALYZE {table}")
    finally:
        connection.autocommit = before
