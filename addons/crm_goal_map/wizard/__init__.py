from . import crm_goal_baseline_wizard
