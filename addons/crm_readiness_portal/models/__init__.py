from . import crm_metric_definition
from . import crm_metric_demo
from . import crm_readiness_project
