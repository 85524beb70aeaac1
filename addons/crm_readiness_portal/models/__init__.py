from . import crm_goal
from . import crm_goal_position
from . import crm_metric_definition
from . import crm_readiness_demo
from . import crm_readiness_project
