from . import revision
from . import steering
