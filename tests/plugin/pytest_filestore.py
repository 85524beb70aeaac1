"""pytest plugin: no test takes away a file that a test in another worker still needs.

The workers of one run have a database each and share one folder of stored files (so
pytest-odoo), while Odoo deletes after every class the files that are unknown to the
database at hand. The folder is dropped with the databases; nothing has to be collected.
"""


def pytest_configure(config):
    if config.getoption("--odoo-database", None):
        from odoo.tests.common import TransactionCase

        TransactionCase._gc_filestore = classmethod(lambda cls: None)
