from . import crm_metric_check_rows
from . import crm_metric_check
from . import crm_metric_check_asking
from . import crm_metric_check_sampling
from . import crm_metric_check_signals
from . import crm_metric_check_closing
