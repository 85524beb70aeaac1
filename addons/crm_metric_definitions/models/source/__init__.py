from . import crm_metric_source
from . import crm_metric_source_checks
