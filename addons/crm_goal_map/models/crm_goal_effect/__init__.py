from . import crm_goal_effect
from . import conflict
from . import guard
