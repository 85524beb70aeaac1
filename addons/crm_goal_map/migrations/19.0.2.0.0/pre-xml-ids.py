"""Give actions, reports, menus and record rules OCA's names.

The records stay, with what administrators have changed in them.
"""

from odoo.addons.crm_metric_definitions.public import rename_xml_ids

# pattern of the old name, new name
RENAMED = (
    ("action_map_view", "crm_goal_map_drawing_action"),
    ("cron_review", "crm_goal_map_cron_review"),
    ("cron_retention", "crm_goal_map_cron_retention"),
    ("cron_guards", "crm_goal_effect_cron_guards"),
    ("action_report_(revision|steering)", r"crm_goal_map_\1_report_action"),
    ("menu_root", "crm_goal_map_menu_root"),
    ("menu_map_view", "crm_goal_map_drawing_menu"),
    ("menu_goals", "crm_goal_menu"),
    ("menu_(position|segment|stakeholder)s", r"crm_goal_\1_menu"),
    ("menu_maps", "crm_goal_map_menu"),
    ("(crm_goal[a-z_]*)_company_rule", r"\1_rule_company"),
)


def migrate(cr, version):
    rename_xml_ids(cr, "crm_goal_map", RENAMED)
