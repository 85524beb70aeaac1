from . import crm_goal_effect
from . import conflict
