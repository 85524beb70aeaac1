from odoo.addons.crm_metric_definitions.public import empty_tables


def uninstall_hook(env):
    """Empty the addon's tables: their rows refer to records that are deleted next."""
    empty_tables(env, "crm_goal_map")
