from . import crm_readiness_deliverable
from . import trace
