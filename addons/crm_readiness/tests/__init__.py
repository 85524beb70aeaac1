from . import test_crm_readiness_project_gate
from . import test_crm_readiness_lock_mixin
