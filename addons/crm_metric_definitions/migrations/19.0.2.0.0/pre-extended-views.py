from odoo.addons.crm_metric_definitions.public import empty_view_extensions


def migrate(cr, _version):
    """Old extensions name methods that are gone."""
    empty_view_extensions(cr, "crm_metric_definitions")
