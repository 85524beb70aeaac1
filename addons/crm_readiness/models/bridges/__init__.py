from . import crm_goal
from . import crm_goal_map
from . import ir_http
