from . import crm_goal
from . import crm_goal_map
from . import crm_metric_demo
from . import ir_http
