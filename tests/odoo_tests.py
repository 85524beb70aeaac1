"""`make odoo-tests`: our tests under Odoo's own runner, without pytest.

ADDON=name runs one addon's tests. LANGUAGE=de_DE makes German the only language of the
database. BROWSER=no leaves out the files that start a browser.
"""

from __future__ import annotations

import os
import re

from tools import addons
from tools.common import ADDONS, Stop, step, system_packages
from tools.databases import LANGUAGES, cloned
from tools.odoo_log import log_path, odoo
from tools.server import any_port
from tools.suite import PROGRAMS

LABEL = "Odoo's own runner"
LOG = "odoo-s-own-runner.log"
DONE = re.compile(r"0 failed, 0 error\(s\) of (\d+) tests")
SPEAK = """
env["ir.default"].set("res.partner", "lang", {0!r})
env["res.partner"].with_context(active_test=False).search([]).lang = {0!r}
env["res.lang"].search([("code", "!=", {0!r})]).active = False
env.cr.commit()
"""


def main() -> int:
    names = sorted(addons.manifests())
    if addon := os.environ.get("ADDON"):
        if addon not in names:
            raise Stop(f"There is no addon {addon}: choose from {', '.join(names)}.")
        names = [addon]
    language = os.environ.get("LANGUAGE") or "en_US"
    if language not in LANGUAGES.split(","):
        raise Stop(f"LANGUAGE must be one of {LANGUAGES}, not {language!r}.")
    browser = os.environ.get("BROWSER") != "no"
    if browser:
        system_packages("tests of screens and printed reports", PROGRAMS)
    with cloned("full") as (databases, name), step(f"{LABEL} ({language})"):
        shell = ["shell", "-d", name, "--no-http", "--log-level=warn"]
        odoo(shell, databases.env, f"Only {language}", feed=SPEAK.format(language))
        with any_port() as port:
            number = port.getsockname()[1]
        command = ["-d", name, f"--test-tags={','.join(_tags(names, browser))}"]
        command += ["--stop-after-init", "--http-interface=127.0.0.1"]
        command += [f"--http-port={number}", "--max-cron-threads=0"]
        odoo(command, databases.env, LABEL)
    done = DONE.search(log_path(LOG).read_text())
    if not done or done[1] == "0":
        raise Stop(f"{LABEL}: no test was executed, see {log_path(LOG)}.")
    print(f"{LABEL} ({language}): {done[1]} tests of {', '.join(names)} passed.")
    return 0


def _tags(names: list[str], browser: bool) -> list[str]:
    """Return what to test, and without a browser the files to leave out."""
    tags = [f"/{name}" for name in names]
    for path in [] if browser else sorted(ADDONS.glob("*/tests/test_*.py")):
        if re.search(r"start_tour|browser_js", path.read_text()):
            tags.append(f"-/{path.relative_to(ADDONS)}")
    return tags
