import threading
from unittest.mock import patch

from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name


class CommittedCase(BaseCase):
    """Tests with several real transactions, each with a cursor of its own.

    Odoo's own test runner holds the lock of the registries while it runs tests. Threads
    of a test need that lock for an environment: each test class gets another one.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = Registry(get_db_name())
        cls.startClassPatcher(patch.object(Registry, "_lock", threading.RLock()))
