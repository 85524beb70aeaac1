from . import crm_goal_map
from . import approval
from . import revision
from . import drawing
from . import stakeholders
from . import example
from . import sample
