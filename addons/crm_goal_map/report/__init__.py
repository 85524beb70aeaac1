from . import revision
from . import steering
from ..workbook import crm_goal_map
