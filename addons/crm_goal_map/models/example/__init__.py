from . import rows
from . import demo
