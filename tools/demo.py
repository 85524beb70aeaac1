"""`make demo` and `make demo-check`: a running Odoo with our addons and demo data."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

import demo_check
import environment
import postgres
from common import Progress, Stop, locked, say
from databases import INSTALL, LANGUAGES, WARM, Databases, checked
from odoo_log import LogReader, log_path, odoo

import addons

HOST = "127.0.0.1"
USUAL_PORT = 8069
START_SECONDS = 120


def main(check: bool) -> int:
    port = choose_port(os.environ.get("PORT", ""))
    progress = Progress(environment.STEPS + (4 if check else 3))
    env = environment.ensure(progress)
    name = os.environ.get("PGDATABASE") or "demo"
    with contextlib.ExitStack() as stack:
        with progress.step("PostgreSQL"):
            env = stack.enter_context(postgres.server("demo", env))
            databases = checked(env)
        with locked("demo-database"):
            prepare(databases, name, progress)
        with progress.step("Odoo's server"):
            server = stack.enter_context(Server(env, name, port, check))
        if check:
            with progress.step("A look over HTTP"):
                demo_check.look(server.url, name)
            server.stop()
            server.reader.check("The server")
            print("demo-check: all well")
            return 0
        print(f"\n  {server.url}/odoo    login admin, password admin")
        print("  Ctrl-C stops it; the data stays for the next time.\n", flush=True)
        return server.wait()


def choose_port(wanted: str) -> int:
    """The port asked for, the usual one, or any free one."""
    if wanted:
        if not wanted.isdigit() or not 0 < int(wanted) < 65536:
            raise Stop(f"PORT must be a number from 1 to 65535, not {wanted!r}.")
        if not _is_free(int(wanted)):
            raise Stop(f"Port {wanted} is in use: choose another one with PORT=….")
        return int(wanted)
    if _is_free(USUAL_PORT):
        return USUAL_PORT
    return free_port()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except PermissionError:
            raise Stop(f"Port {port} is reserved for root: choose another.") from None
        except OSError:
            return False
    return True


def prepare(databases: Databases, name: str, progress: Progress) -> None:
    """Create the demo database, or bring it up to the addons' present content."""
    state_file = Path(databases.env["ODOO_DATA_DIR"]) / f"demo-{name}.json"
    exists = name in databases.names()
    # addons that only prove something in tests have no place in a demo
    keys = {k: v for k, v in addons.keys().items() if not k.startswith("test_")}
    if exists and not state_file.exists():
        raise Stop(
            f"The database {name} exists but was not made here: "
            "drop it or name another one in PGDATABASE."
        )
    state = json.loads(state_file.read_text()) if exists else {}
    changed = [addon for addon in keys if state.get(addon) != keys[addon]]
    with progress.step(f"Demo database {name}", ready=not changed):
        if not exists:
            _create(databases, name, sorted(keys), state_file)
        elif changed:
            say(f"      changed: {', '.join(changed)}")
            new = [addon for addon in changed if addon not in state]
            old = [addon for addon in changed if addon in state]
            for option, names in (("-i", new), ("-u", old)):
                if names:
                    arguments = ["-d", name, option, ",".join(names), *INSTALL]
                    odoo([*arguments, "--with-demo"], databases.env, "Upgrade demo")
        if changed:
            state_file.write_text(json.dumps(keys))


def _create(databases, name: str, names: list[str], state_file: Path) -> None:
    draft = f"{name}_draft"
    databases.drop(draft)
    wanted = ",".join([*addons.core_dependencies(), *names])
    arguments = ["-d", draft, "-i", wanted, "--with-demo", *INSTALL]
    arguments.append(f"--load-language={LANGUAGES}")
    odoo(arguments, databases.env, "Install demo")
    say("      assets of the web client")
    odoo(["shell", "-d", draft, "--no-http"], databases.env, "Assets demo", feed=WARM)
    state_file.write_text("{}")  # made here, though the rename may still fail
    databases.rename(draft, name)


class Server:
    """Odoo, serving; its log goes to a file, warnings to the terminal too."""

    def __init__(self, env: dict, database: str, port: int, check: bool):
        self.url = f"http://{HOST}:{port}"
        self.reader = LogReader()
        self.log = log_path("demo-check-server.log" if check else "demo-server.log")
        command = [environment.VENV / "bin" / "odoo", "-d", database]
        command += ["--db-filter", f"^{database}$", f"--http-port={port}"]
        command += [f"--http-interface={HOST}"]
        command += ["--max-cron-threads=0"] if check else []
        self.command = [str(part) for part in command]
        self.env = env
        self.stopping = False

    def __enter__(self) -> Server:
        self.process = subprocess.Popen(
            self.command,
            env=self.env,
            text=True,
            errors="replace",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # Ctrl-C comes from us, and once
        )
        self.thread = threading.Thread(target=self._read, daemon=True)
        self.thread.start()
        try:
            self._await()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *error) -> None:
        self.stop()

    def _read(self) -> None:
        with open(self.log, "w") as log:
            for line in self.process.stdout:
                log.write(line)
                log.flush()
                known = len(self.reader.problems)
                self.reader.feed(line)
                if len(self.reader.problems) > known:
                    say(line.rstrip())

    def _await(self) -> None:
        """Until it answers; then the first page is quick, too."""
        direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end:
            if self.process.poll() is not None:
                self.thread.join(5)
                tail = "\n".join(self.log.read_text().splitlines()[-15:])
                raise Stop(f"Odoo's server stopped at once:\n{tail}")
            with contextlib.suppress(OSError, urllib.error.URLError):
                with direct.open(f"{self.url}/web/login", timeout=60):
                    return
            time.sleep(0.2)
        raise Stop(f"Odoo does not answer at {self.url}; its log is {self.log}.")

    def wait(self) -> int:
        try:
            code = self.process.wait()
        except KeyboardInterrupt:
            say("\nstopping …")
            self.stop()
            say("stopped")
            return 0
        say(f"Odoo's server ended (exit code {code}); its log is {self.log}.")
        return 1

    def stop(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
        self.thread.join(5)
