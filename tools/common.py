"""What every tool shares: folders, messages, locks, child processes."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import secrets
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOME = ROOT / ".odoo"  # everything that is fetched or generated
ADDONS = ROOT / "addons"
LOGS = ROOT / "build" / "logs"


class Stop(Exception):
    """The command cannot go on; the message is one clear sentence for its user."""


def say(text: str) -> None:
    """Print progress and remarks to stderr: stdout belongs to results."""
    print(text, file=sys.stderr, flush=True)


@contextlib.contextmanager
def step(title: str):
    """Say what is being done, and how long it took."""
    say(f"{title} …")
    start = time.monotonic()
    yield
    say(f"    {time.monotonic() - start:.0f} s")


@contextlib.contextmanager
def locked(name: str):
    """Let one command of this checkout at a time do what `name` stands for."""
    HOME.mkdir(exist_ok=True)
    with open(HOME / f"{name}.lock", "w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(f"waiting for another command of this checkout ({name}) …")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def is_root() -> bool:
    return os.geteuid() == 0


def checkout_id() -> str:
    """Return a key that no other checkout has, on any machine.

    A copy of the folder has the same file, but another path; a container may have the
    same path, but another file.
    """
    file = HOME / "checkout"
    with locked("checkout"):
        if not file.is_file():
            file.write_text(secrets.token_hex(8))
    return digest(ROOT, file.read_text())[:8]


def is_stamped(folder: Path, key: str, name: str = ".key") -> bool:
    """Tell whether a folder was made for this key."""
    stamp = folder / name
    return stamp.is_file() and stamp.read_text() == key


def digest(*parts) -> str:
    """Return a short key of texts, bytes and whatever else has a telling str()."""
    total = hashlib.sha256()
    for part in parts:
        total.update(part if isinstance(part, bytes) else os.fsencode(str(part)))
        total.update(b"\0")
    return total.hexdigest()[:12]


def quietly(title: str, command: list, feed: str = "", **kwargs) -> str:
    """Run a command without its output; on failure stop with the end of it."""
    command = [str(part) for part in command]
    kwargs |= {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "input": feed}
    try:
        result = subprocess.run(command, text=True, errors="replace", **kwargs)
    except FileNotFoundError:
        raise Stop(f"{title}: there is no program {command[0]} here.") from None
    if result.returncode:
        # leave out pip's lines on settings it ignores
        lines = [ln for ln in result.stdout.splitlines() if "is ignored" not in ln]
        tail = "\n".join(lines[-15:])
        raise Stop(f"{title} failed (exit code {result.returncode}):\n{tail}")
    return result.stdout


def foreground(command: list, env: dict, stop_all: bool = False, **kwargs) -> int:
    """Run a command in the user's terminal; Ctrl-C is the child's to handle.

    :param stop_all: Ctrl-C also ends what was to come after the child
    """
    with subprocess.Popen([str(part) for part in command], env=env, **kwargs) as child:
        interrupts = 0
        while True:
            try:
                code = child.wait()
                break
            except KeyboardInterrupt:
                interrupts += 1
                if interrupts > 2:
                    child.kill()
            except SystemExit:  # SIGTERM or SIGHUP to us (dev.py): pass it on
                child.terminate()
                child.wait()
                raise
    if interrupts and stop_all:
        raise KeyboardInterrupt
    return code


def system_packages(why: str, commands: dict[str, str]) -> None:
    """Make sure of programs ({program: Debian package}): root installs what is missing.

    An ordinary user is shown the command to run.
    """
    missing = {c: p for c, p in commands.items() if not shutil.which(c)}
    if not missing:
        return
    names = " ".join(sorted(set(missing.values())))
    command = f"apt-get install -y --no-install-recommends {names}"
    programs = f"{' and '.join(sorted(missing))} ({why})"
    if not shutil.which("apt-get"):
        raise Stop(f"Missing: {programs}. Please install it and try again.")
    if not is_root():
        raise Stop(f"Missing: {programs}. As root run: {command}")
    say(f"installing {names} ({why}) …")
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    with locked("apt"):
        try:
            quietly("apt-get install", command.split(), env=env)
        except Stop:  # the lists may be missing or old
            quietly("apt-get update", ["apt-get", "update"], env=env)
            quietly(f"Missing: {programs}. {command}", command.split(), env=env)
