from odoo.addons.crm_metric_definitions.public import empty_tables


def uninstall_hook(env):
    """Empty our own tables, so that nothing refers to what is deleted next."""
    empty_tables(env, "crm_goal_map")
