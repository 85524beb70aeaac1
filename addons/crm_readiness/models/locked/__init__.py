from . import lock_mixin
from . import activities
from . import assignment
from . import pipeline
from . import settings
from . import translations
from . import users
