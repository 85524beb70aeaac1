from . import crm_metric_demo
from . import crm_metric_demo_pipeline
from . import crm_metric_demo_trust
