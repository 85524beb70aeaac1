"""`tools/dev.py MODULE[:FUNCTION] …` runs a command of tools/ or tests/.

The Makefile and `bin/odoo` are the front doors. FUNCTION is `main` if it is left out.
"""

from __future__ import annotations

import errno
import importlib
import signal
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

# what the user can mend; any other OSError is a mistake of ours
OF_THE_MACHINE = (errno.ENOSPC, errno.EDQUOT, errno.EACCES, errno.EPERM, errno.EROFS)


def _terminate(number, frame):
    sys.exit(128 + number)


def main(command: str, *arguments: str) -> int:
    from tools.common import Stop, say
    from tools.environment import choose_python

    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _terminate)
    try:
        choose_python()
        module, _colon, function = command.partition(":")
        run = getattr(importlib.import_module(module), function or "main")
        return run(*arguments)
    except Stop as stop:
        say(f"\n{stop}")
        return 1
    except OSError as error:
        if error.errno not in OF_THE_MACHINE:
            raise
        say(f"\n{error.filename or 'This machine'}: {error.strerror}.")
        return 1
    except KeyboardInterrupt:
        say("\ninterrupted")
        return 130


if __name__ == "__main__":
    sys.path[:1] = [str(ROOT), str(ROOT / "tests")]
    sys.exit(main(*sys.argv[1:]))
