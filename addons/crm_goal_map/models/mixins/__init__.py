from . import sample
from . import version
