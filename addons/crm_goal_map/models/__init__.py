from . import mixins
from . import crm_goal_segment
from . import crm_goal_map
from . import crm_goal_position
from . import crm_goal
from . import crm_goal_effect
from . import bridges
