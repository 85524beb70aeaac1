from . import crm_goal_map_steering
