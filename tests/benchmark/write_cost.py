"""What the engine's indexes on opportunities cost when one writes."""

import statistics
import time

INDEXES = ("crm_lead_metric_intake_idx", "crm_lead_metric_ended_idx")
ROWS = 300
SQL = {
    "insert by SQL": """
        INSERT INTO crm_lead (name, type, active, user_id, team_id, company_id,
            stage_id, partner_id, expected_revenue, won_status, date_intake,
            create_date, email_from, email_normalized)
        SELECT name, type, active, user_id, team_id, company_id, stage_id, partner_id,
               expected_revenue, won_status, date_intake, create_date, email_from,
               email_normalized
          FROM crm_lead WHERE id IN %(ids)s""",
    "change the revenue by SQL": """
        UPDATE crm_lead SET expected_revenue = expected_revenue + 1
         WHERE id IN %(ids)s""",
    "close by SQL": """
        UPDATE crm_lead SET date_ended = now(), won_status = 'won', probability = 100
         WHERE id IN %(ids)s""",
}


def table(env, repeat=7):
    """Return lines: the cost of each way of writing with the indexes and without."""
    env.cr.execute(
        "SELECT id FROM crm_lead WHERE type = 'opportunity' AND date_ended IS NULL"
        " AND user_id IS NOT NULL ORDER BY id LIMIT %s",
        [ROWS],
    )
    ids = tuple(id_ for (id_,) in env.cr.fetchall())
    lines = []
    for title, write in _ways(env, ids).items():
        times = {True: [], False: []}
        for _turn in range(repeat):
            for indexed, found in times.items():
                found.append(_clocked(env, write, indexed))
        ratio = statistics.median(times[True]) / statistics.median(times[False])
        lines.append(f"{title}: {ratio:.2f} × as long with the indexes")
    return lines


def _ways(env, ids):
    leads = env["crm.lead"].browse(ids).with_context(tracking_disable=True)
    won = env["crm.stage"].search([("is_won", "=", True)], limit=1)
    ways = {
        title: lambda sql=sql: env.cr.execute(sql, {"ids": ids})
        for title, sql in SQL.items()
    }

    def create():
        leads.create([{"name": str(number)} for number in range(ROWS)])
        env.flush_all()

    def change():
        for lead in leads:
            lead.expected_revenue += 1
        env.flush_all()

    def win():
        for lead in leads:
            lead.stage_id = won
        env.flush_all()

    return {**ways, "create": create, "change the revenue": change, "win": win}


def _clocked(env, write, indexed):
    env.invalidate_all()
    env.cr.execute("SAVEPOINT write_cost")
    if not indexed:
        for name in INDEXES:
            env.cr.execute(f"DROP INDEX {name}")
    start = time.perf_counter()
    write()
    took = time.perf_counter() - start
    env.invalidate_all(flush=False)
    env.cr.execute("ROLLBACK TO SAVEPOINT write_cost")
    return took
