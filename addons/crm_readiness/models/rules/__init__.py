from . import rule
from . import goals
from . import project
