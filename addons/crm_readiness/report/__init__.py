from . import crm_readiness_gate_report
