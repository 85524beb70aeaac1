from . import crm_goal_position
from . import value
