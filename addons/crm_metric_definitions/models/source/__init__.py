from . import crm_metric_source
