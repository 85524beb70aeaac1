from odoo import SUPERUSER_ID, api


def migrate(cr, _version):
    """Who was a member at the installation was not there for all earlier time, and who
    joined later was not absent before: both begin with their records now."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    env["crm.salesperson.period"]._begin_older_with_records()
