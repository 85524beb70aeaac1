from . import (
    crm_approval_wizard,
    crm_goal_baseline_wizard,
    crm_goal_start,
    crm_goal_start_rows,
    crm_goal_workbook_import,
    crm_goal_workbook_line,
)
