from odoo.addons.crm_metric_definitions.public import empty_tables


def uninstall_hook(env):
    """Empty the addon's tables first: their rows refer to what Odoo deletes next."""
    empty_tables(env, "crm_readiness")
