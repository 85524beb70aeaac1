# a model stands before those that extend or use it
from . import approval
from . import mixins
from . import pipeline
from . import contact
from . import source
from . import metric
from . import check
from . import history
from . import demo
