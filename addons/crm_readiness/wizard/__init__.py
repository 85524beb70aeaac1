from . import crm_readiness_decision_wizard
