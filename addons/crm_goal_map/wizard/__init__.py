from . import (
    crm_approval_wizard,
    crm_goal_baseline_wizard,
    crm_goal_start,
    crm_goal_start_rows,
)
from ..workbook import import_wizard
from ..workbook import import_line
