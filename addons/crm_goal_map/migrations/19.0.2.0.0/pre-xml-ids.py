"""Give the drawn map's action and the scheduled actions OCA's names.

The records stay, with what administrators have changed in them.
"""

from odoo.addons.crm_metric_definitions.public import rename_xml_ids

# old name, new name
RENAMED = (
    ("action_map_view", "crm_goal_map_drawing_action"),
    ("cron_review", "crm_goal_map_cron_review"),
    ("cron_retention", "crm_goal_map_cron_retention"),
    ("cron_guards", "crm_goal_effect_cron_guards"),
)


def migrate(cr, version):
    rename_xml_ids(cr, "crm_goal_map", RENAMED)
