"""`make odoo-tests`: our tests under Odoo's own runner, without pytest.

ADDON=name runs one addon's tests. LANGUAGE=de_DE makes German the language of the
database and of its users. BROWSER=no leaves out the files that start a browser.
"""

from __future__ import annotations

import os
import re

import environment
from common import ADDONS, Progress, Stop, system_packages
from databases import LANGUAGES, opened
from odoo_log import log_path, odoo
from server import any_port
from suite import PROGRAMS

import addons

DONE = re.compile(r"(\d+) failed, (\d+) error\(s\) of (\d+) tests")
SPEAK = """
env["ir.default"].set("res.partner", "lang", {0!r})
env["res.partner"].with_context(active_test=False).search([]).lang = {0!r}
env["res.lang"].search([("code", "!=", {0!r})]).active = False
env.cr.commit()
"""


def main() -> int:
    names = sorted(addons.manifests())
    if addon := os.environ.get("ADDON", ""):
        if addon not in names:
            raise Stop(f"There is no addon {addon}: choose from {', '.join(names)}.")
        names = [addon]
    language = os.environ.get("LANGUAGE") or "en_US"
    if language not in LANGUAGES.split(","):
        raise Stop(f"LANGUAGE must be one of {LANGUAGES}, not {language!r}.")
    browser = os.environ.get("BROWSER") != "no"
    if browser:
        system_packages("tests of screens and printed reports", PROGRAMS)
    progress = Progress(environment.STEPS + 2)
    with opened(progress) as databases:
        with progress.step("Template database"):
            template = databases.template("full")
        title = f"Odoo's own runner ({language})"
        with progress.step(title), databases.scratch(template) as name:
            shell = ["shell", "-d", name, "--no-http", "--log-level=warn"]
            odoo(shell, databases.env, "Language", feed=SPEAK.format(language))
            run(databases.env, name, names, browser, title)
    return 0


def run(env: dict, database: str, names: list[str], browser: bool, title: str) -> None:
    """Run the tests of some addons; stop unless all of them pass, without a warning."""
    with any_port() as port:
        number = port.getsockname()[1]
    command = ["-d", database, f"--test-tags={','.join(_tags(names, browser))}"]
    command += ["--stop-after-init", "--http-interface=127.0.0.1"]
    command += [f"--http-port={number}", "--max-cron-threads=0"]
    odoo(command, env, title)
    log = log_path(f"{re.sub(r'[^a-z0-9]+', '-', title.lower())}.log")
    done = DONE.findall(log.read_text())
    if not done or not int(done[-1][2]):
        raise Stop(f"{title}: no test was executed, see {log}.")
    print(f"{title}: {done[-1][2]} tests of {', '.join(names)} passed.")


def _tags(names: list[str], browser: bool) -> list[str]:
    """What `--test-tags` gets: the addons, and without a browser the files to skip."""
    tags = [f"/{name}" for name in names]
    for path in [] if browser else sorted(ADDONS.glob("*/tests/test_*.py")):
        if re.search(r"start_tour|browser_js", path.read_text()):
            tags.append(f"-/{path.relative_to(ADDONS)}")
    return tags
