from odoo import SUPERUSER_ID, api


def migrate(cr, _version):
    """The days of contacts are a company's: those that its contact metrics were in."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    metrics = env["crm.metric.definition"].with_context(active_test=False).search([])
    metrics = metrics.filtered(lambda m: _counts_contacts(env, m))
    for company in env["res.company"].search([]):
        own = metrics.filtered(lambda m, of=company: m.company_id in (of, of.browse()))
        zones = set(own.mapped("tz"))
        if len(zones) == 1:
            company.metric_tz = zones.pop()
    # the nightly job keeps its place in a table of its own
    params = env["ir.config_parameter"]
    params.search([("key", "=", "crm_metric_definitions.history_cursor")]).unlink()


def _counts_contacts(env, metric):
    models = (metric.numerator_id | metric.denominator_id).mapped("model")
    return any(
        getattr(env[name], "_metric_days_of_company", False)
        for name in models
        if name in env
    )
