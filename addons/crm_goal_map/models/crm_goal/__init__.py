from . import crm_goal
from . import target
from . import baseline
from . import figures
from . import approval
from . import realism
from . import explanation
from . import stakeholder
