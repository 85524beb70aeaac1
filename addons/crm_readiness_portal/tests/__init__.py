from . import test_readiness_portal
from . import test_readiness_portal_security
