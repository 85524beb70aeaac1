from . import test_base_automation
