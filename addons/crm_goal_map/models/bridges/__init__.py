from . import crm_lead
from . import crm_metric_definition
from . import crm_metric_demo
from . import crm_metric_source
from . import crm_team
