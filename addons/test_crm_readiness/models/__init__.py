from . import rule_goals_dated
from . import test_crm_readiness_setting
