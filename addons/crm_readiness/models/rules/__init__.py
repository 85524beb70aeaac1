from . import rule
from . import deliverables
from . import goals
from . import metrics
from . import project
