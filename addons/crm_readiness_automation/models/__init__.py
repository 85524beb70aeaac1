from . import base_automation
from . import ir_actions_server
