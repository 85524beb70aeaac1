from . import crm_goal_effect
from . import guard
from . import conflict
