from odoo import SUPERUSER_ID, api


def migrate(cr, _version):
    """Measures take the source of their records, where it covers what they use."""
    env = api.Environment(cr, SUPERUSER_ID, {"active_test": False})
    env["crm.metric.measure"]._adopt_sources()
