from . import crm_approval_wizard
from . import crm_metric_comparison
