from . import crm_goal
from . import crm_goal_map
from . import crm_metric_demo
from . import crm_metric_source
from . import ir_http
