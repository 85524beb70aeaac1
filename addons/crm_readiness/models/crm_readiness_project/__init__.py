from . import crm_readiness_project
from . import scope_line
from . import gate
from . import report
from . import decide
from . import evidence
from . import lapse
from . import lock
