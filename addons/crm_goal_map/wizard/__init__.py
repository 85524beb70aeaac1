from . import crm_approval_wizard
from . import crm_goal_baseline_wizard
from . import crm_goal_start
