from . import rows
from . import sample
from . import demo
