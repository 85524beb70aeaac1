from . import (
    test_crm_goal_measure,
)
