from . import crm_goal_map
from . import import_wizard
from . import controller
