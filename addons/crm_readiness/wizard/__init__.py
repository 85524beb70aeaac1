from . import crm_readiness_confirmation_wizard
from . import crm_readiness_decision_wizard
from . import crm_readiness_lock_wizard
