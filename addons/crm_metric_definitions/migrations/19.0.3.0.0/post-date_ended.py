"""Opportunities end by ``date_ended``: measures of the library that counted by stock's
closing date follow, so the approvals of their metrics lapse."""

import ast
import logging

from odoo import SUPERUSER_ID, api
from odoo.tools import SQL

_logger = logging.getLogger(__name__)

MODULE = "crm_metric_definitions"
OPPORTUNITY = ("type", "=", "opportunity")
WON = [OPPORTUNITY, ("won_status", "=", "won")]
DECIDED = [OPPORTUNITY, ("won_status", "in", ["won", "lost"])]
LOST = [OPPORTUNITY, ("won_status", "=", "lost")]
SOURCES = ["calculated", "invoiced", "accounting"]
DECLARED = [*WON, ("contribution_margin_source", "in", SOURCES)]
ARCHIVED = ("active", "=", False)

#: {name of a measure: what it was shipped as: condition, field that is added up}
SHIPPED = {
    "won_by_closing": (WON, None),
    "closed": (DECIDED, None),
    "won_value": (WON, "expected_revenue"),
    "closed_value": (DECIDED, "expected_revenue"),
    "won_margin": (DECLARED, "contribution_margin"),
    "won_value_with_margin": (DECLARED, "expected_revenue"),
    "won_with_margin": (DECLARED, None),
    "won_average_value": (WON, "expected_revenue"),
    "lost": (LOST, None),
    "lost_without_reason": ([*LOST, ("lost_reason_id", "=", False)], None),
    "ended": ([OPPORTUNITY, "|", DECIDED[1], ARCHIVED], None),
    "archived_without_result": (
        [OPPORTUNITY, ("won_status", "=", "pending"), ARCHIVED],
        None,
    ),
    "open_value": ([OPPORTUNITY], "expected_revenue"),
}
#: what their names said of the date, by language
NAMES = (
    (", by closing date", ", by the day they ended"),
    (", nach Abschlussdatum", ", nach dem Tag ihres Endes"),
)
#: what shipped known limits said of it, by language; it is approved, so it lapses
LIMITS = (
    (
        "before, today's members are assumed.",
        "before, everybody counts from the first opportunity or a stated day on. What"
        " belongs to nobody in a team is left out.",
    ),
    (
        "davor werden die heutigen Mitglieder angenommen.",
        "davor zählt jeder ab der ersten Verkaufschance oder ab einem angegebenen Tag."
        " Was niemandem in einem Team gehört, bleibt außen vor.",
    ),
    (
        "count as if they had never been closed.",
        "count as if they had never ended; what has ended without a date counts at no"
        " moment.",
    ),
    (
        "zählen, als wären sie nie abgeschlossen gewesen.",
        "zählen, als hätten sie nie geendet; was ohne Datum geendet hat, zählt zu"
        " keinem Zeitpunkt.",
    ),
)
#: what is computed differently besides, added to the limits of the metrics concerned:
#: (which metrics, English, German)
DIFFERENT = (
    (
        """EXISTS (SELECT FROM crm_metric_measure AS measure
                    WHERE measure.id IN (numerator_id, denominator_id)
                      AND measure.model LIKE 'crm.contact.%%')""",
        "Deleted messages are no touches; who has left counts as before.",
        "Gelöschte Nachrichten sind keine Kontaktaufnahmen; wer ausgeschieden ist,"
        " zählt wie zuvor.",
    ),
    (
        "per_salesperson",
        "What belongs to nobody in a team is left out.",
        "Was niemandem in einem Team gehört, bleibt außen vor.",
    ),
)
#: companies with opportunities whose end has another date than stock's closing date
CHANGED = """
    SELECT DISTINCT company_id FROM crm_lead
     WHERE type = 'opportunity' AND date_ended IS DISTINCT FROM date_closed
"""


def migrate(cr, _version):
    # by SQL: nobody becomes the author of what the update changes
    cr.execute("DROP INDEX IF EXISTS crm_lead__metric_closed_idx")
    cr.execute("DROP INDEX IF EXISTS crm_lead_metric_closed_idx")
    env = api.Environment(cr, SUPERUSER_ID, {"active_test": False})
    switched = _switch_library(env) + _switch_cycles(env)
    _say_so(env, switched)
    env.invalidate_all()
    env.registry.clear_all_caches()
    if switched:
        _report(env, switched)


def _switch_library(env):
    """Return the ids of the measures that count by another date now."""
    switched = []
    for name, shipped in SHIPPED.items():
        measure = env.ref(f"{MODULE}.measure_{name}", raise_if_not_found=False)
        is_open = name == "open_value"
        old = "date_to" if is_open else "date"
        if not measure or measure[f"{old}_field_name"] != "date_closed":
            continue
        if not _is_shipped(measure, *shipped):
            _logger.info(
                "The measure “%s” has been changed: it goes on counting by Odoo's"
                " closing date instead of the date on which an opportunity ended.",
                measure.name,
            )
            continue
        _set_field(env, measure.ids, old, "crm.lead", "date_ended")
        if is_open:
            _set_field(env, measure.ids, "date", "crm.lead", "date_pipeline")
        switched += measure.ids
    return switched


def _is_shipped(measure, condition, field):
    try:
        same = ast.literal_eval(measure.domain or "[]") == condition
    except (ValueError, SyntaxError):
        return False
    return (
        same
        and measure.model == "crm.lead"
        and measure.include_archived
        and (measure.field_name or None) == field
    )


def _switch_cycles(env):
    """The end of a life cycle has another name: all measures of it follow."""
    switched = []
    for old in ("date", "date_to"):
        name = SQL.identifier(f"{old}_field_name")
        rows = env.execute_query(
            SQL(
                "SELECT id FROM crm_metric_measure"
                " WHERE model = 'crm.lead.cycle' AND %s = 'date_to'",
                name,
            )
        )
        ids = [id_ for (id_,) in rows]
        _set_field(env, ids, old, "crm.lead.cycle", "date_ended")
        switched += ids
    return switched


def _set_field(env, ids, prefix, model, name):
    if ids:
        env.execute_query(
            SQL(
                "UPDATE crm_metric_measure SET %s = %s, %s = %s WHERE id = ANY(%s)"
                " RETURNING id",
                SQL.identifier(f"{prefix}_field_id"),
                env["ir.model.fields"]._get(model, name).id,
                SQL.identifier(f"{prefix}_field_name"),
                name,
                ids,
            )
        )


def _say_so(env, measure_ids):
    """Adapt shipped words to what is counted, in names and in known limits."""
    for old, new in NAMES:
        env.execute_query(
            SQL(
                "UPDATE crm_metric_measure"
                " SET name = replace(name::text, %s, %s)::jsonb"
                " WHERE id = ANY(%s) RETURNING id",
                *(old, new, measure_ids),
            )
        )
    for old, new in LIMITS:
        env.execute_query(
            SQL(
                "UPDATE crm_metric_definition"
                " SET known_limits = replace(known_limits::text, %s, %s)::jsonb"
                " WHERE strpos(known_limits::text, %s) > 0 RETURNING id",
                *(old, new, old),
            )
        )
    for which, english, german in DIFFERENT:
        env.execute_query(
            SQL(
                f"""UPDATE crm_metric_definition SET known_limits = (
                        SELECT jsonb_object_agg(lang, concat_ws(' ', NULLIF(text, ''),
                               CASE WHEN lang LIKE 'de%%' THEN %s ELSE %s END))
                          FROM jsonb_each_text(COALESCE(known_limits, %s::jsonb))
                               AS each (lang, text))
                     WHERE {which}
                       AND strpos(COALESCE(known_limits::text, ''), %s) = 0
                 RETURNING id""",
                *(german, english, '{"en_US": ""}', english),
            )
        )


def _report(env, measure_ids):
    """Say which metrics count by another date, and mark it in their charts."""
    Metric = env["crm.metric.definition"]
    uses = [("numerator_id", "in", measure_ids), ("denominator_id", "in", measure_ids)]
    metrics = Metric.search(["|", *uses])
    for metric in metrics:
        _logger.info(
            "The metric “%s” counts by the date on which opportunities ended, no longer"
            " by Odoo's closing date: it has to be approved again.",
            metric.name,
        )
    levels = metrics.filtered(
        lambda m: "level" in (m.numerator_id | m.denominator_id).mapped("timing")
    )
    changed = {company for (company,) in env.execute_query(SQL(CHANGED))}
    companies = env["res.company"].search([])
    if None not in changed:
        companies = companies.browse(changed)
    for metric in levels:
        of_metric = metric.company_id & companies if metric.company_id else companies
        env["crm.metric.annotation"]._note_new_ends(metric, of_metric)
