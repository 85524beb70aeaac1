from . import (
    test_crm_goal_approval,
    test_crm_goal_conflict,
    test_crm_goal_guard,
    test_crm_goal_map,
    test_crm_goal_map_revision,
    test_crm_goal_measure,
    test_crm_goal_position,
    test_crm_goal_realism,
    test_crm_goal_stakeholder,
    test_crm_goal_version_mixin,
    test_map_view_http,
    test_security,
)
