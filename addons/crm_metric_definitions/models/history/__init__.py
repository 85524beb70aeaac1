from . import crm_metric_value
from . import crm_metric_restatement
from . import crm_metric_recording
from . import crm_metric_definition_history
from . import res_company
from . import res_config_settings
