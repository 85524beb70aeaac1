"""An Odoo that serves a database, on a port that is ours from the start."""

from __future__ import annotations

import contextlib
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request

from tools.common import Stop, say
from tools.environment import VENV
from tools.odoo_log import LogReader, log_path

HOST = "127.0.0.1"
USUAL_PORT = 8069
START_SECONDS = 120
# Odoo takes a listening socket over as number 3, if the variables name its process
TAKE_OVER = 'exec 3<&0 </dev/null; LISTEN_FDS=1 LISTEN_PID=$$ exec "$0" "$@"'


def listen(port: str) -> socket.socket:
    """Take the port asked for, or the usual one, or any free one, before Odoo does."""
    if not port:
        return _bound(USUAL_PORT) or any_port()
    if not port.isdigit() or not 0 < int(port) < 65536:
        raise Stop(f"PORT must be a number from 1 to 65535, not {port!r}.")
    taken = _bound(int(port))
    if not taken:
        raise Stop(f"Port {port} is in use: choose another one with PORT=….")
    return taken


def any_port() -> socket.socket:
    return _bound(0)


def _bound(port: int) -> socket.socket | None:
    try:
        return socket.create_server((HOST, port), backlog=128)
    except PermissionError:
        raise Stop(f"Port {port} is reserved for root: choose another.") from None
    except OSError:
        return None


class Server:
    """Odoo, serving until the end of a ``with`` block; its log goes to a file."""

    def __init__(self, env: dict, database: str, port: socket.socket, check: bool):
        number = port.getsockname()[1]
        self.url = f"http://{HOST}:{number}"
        self.log = log_path("demo-check-server.log" if check else "demo-server.log")
        command = ["/bin/sh", "-c", TAKE_OVER, str(VENV / "bin" / "odoo")]
        command += ["-d", database, "--db-filter", f"^{database}$"]
        command += [f"--http-port={number}", f"--http-interface={HOST}"]
        command += ["--max-cron-threads=0"] if check else []
        streams = {"stdin": port, "stdout": self.log.open("w"), "stderr": -2}
        # in its own session Odoo gets Ctrl-C only from stop()
        self.process = subprocess.Popen(
            command, env=env, start_new_session=True, **streams
        )
        port.close()  # Odoo's is the only copy: when it ends, connections are refused

    def __enter__(self) -> Server:
        """Wait until Odoo answers."""
        direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        end = time.monotonic() + START_SECONDS
        try:
            while time.monotonic() < end:
                if self.process.poll() is not None:
                    tail = "\n".join(self.log.read_text().splitlines()[-15:])
                    raise Stop(f"Odoo's server stopped at once:\n{tail}")
                with contextlib.suppress(OSError, urllib.error.URLError):
                    with direct.open(f"{self.url}/web/login", timeout=60):
                        return self
                time.sleep(0.2)
            raise Stop(f"Odoo does not answer at {self.url}; its log is {self.log}.")
        except BaseException:
            self.stop()
            raise

    def __exit__(self, *error) -> None:
        self.stop()

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

    def check(self) -> None:
        """Stop it, and judge its log."""
        self.stop()
        reader = LogReader()
        for line in self.log.read_text(errors="replace").splitlines():
            reader.feed(line)
        reader.check("The server")
