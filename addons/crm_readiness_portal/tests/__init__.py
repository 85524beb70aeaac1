from . import test_readiness_portal
