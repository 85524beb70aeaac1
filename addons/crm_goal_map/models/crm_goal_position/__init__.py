from . import crm_goal_position
from . import value
from . import said
from . import measured
