from . import (
    crm_goal_map_revision_report,
    crm_goal_map_steering,
    crm_goal_map_workbook,
)
