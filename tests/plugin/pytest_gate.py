"""pytest plugin: warnings in Odoo's log fail a test, and in CI so does a skip.

Records inside ``assertLogs`` or ``mute_logger`` never arrive here: these cut the logger
off from the root, where this plugin listens.
"""

import logging
import os

import pytest

ODOO = ("odoo", "werkzeug", "py.warnings")


class Listener(logging.Handler):
    def __init__(self):
        super().__init__(logging.WARNING)
        self.lines = []

    def emit(self, record):
        if record.name.split(".")[0] in ODOO or record.name in ODOO:
            line = f"{record.levelname} {record.name}: {record.getMessage()}"
            if record.exc_info:
                line += f"\n{logging.Formatter().formatException(record.exc_info)}"
            self.lines.append(line)

    def take(self):
        lines, self.lines = self.lines, []
        return lines


listener = Listener()


def pytest_configure(config):
    logging.getLogger().addHandler(listener)


def pytest_unconfigure(config):
    logging.getLogger().removeHandler(listener)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    report = (yield).get_result()
    if _forbidden_skip(report):
        reason = report.longrepr[2] if report.longrepr else "?"
        _fail(report, f"skipped in CI: {reason}")
    lines = listener.take()
    if lines and not report.failed:
        _fail(report, "Warnings or errors in Odoo's log:\n" + "\n".join(lines))
    elif lines:
        report.sections.append(("Odoo's log", "\n".join(lines)))


@pytest.hookimpl(hookwrapper=True)
def pytest_make_collect_report(collector):
    report = (yield).get_result()
    if _forbidden_skip(report):
        _fail(report, f"skipped in CI: {report.longrepr[2]}")


def _forbidden_skip(report):
    if not report.skipped or hasattr(report, "wasxfail"):
        return False
    return os.environ.get("CI", "").lower() not in ("", "0", "false")


def _fail(report, text):
    report.outcome = "failed"
    report.longrepr = text
