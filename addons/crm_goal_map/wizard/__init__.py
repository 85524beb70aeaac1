from . import (
    crm_approval_wizard,
    crm_goal_baseline_wizard,
)
