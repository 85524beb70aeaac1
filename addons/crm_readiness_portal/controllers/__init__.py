from . import readiness_portal
