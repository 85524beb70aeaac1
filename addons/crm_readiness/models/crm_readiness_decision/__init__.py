from . import crm_readiness_decision
from . import condition
