"""Give the drawn map's action and the scheduled actions OCA's names.

The records stay, with what administrators have changed in them.
"""

# name before, new name; a scheduled action has a server action named after it
RENAMED = (
    ("action_map_view", "crm_goal_map_drawing_action"),
    ("cron_review", "crm_goal_map_cron_review"),
    ("cron_retention", "crm_goal_map_cron_retention"),
    ("cron_guards", "crm_goal_effect_cron_guards"),
)


def migrate(cr, version):
    for before, after in RENAMED:
        cr.execute(
            """UPDATE ir_model_data
                  SET name = regexp_replace(name, %(before)s, %(after)s)
                WHERE module = 'crm_goal_map' AND name ~ %(whole)s""",
            {
                "before": f"^{before}",
                "after": after,
                "whole": f"^{before}(_ir_actions_server)?$",
            },
        )
