from . import readiness_setting
from . import rule_goals_dated
