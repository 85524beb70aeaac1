"""The project's commands; `make help` and `bin/odoo` are their front doors."""

from __future__ import annotations

import errno
import os
import signal
import sys


def _demo(arguments: list[str]) -> int:
    import demo

    return demo.main(check="--check" in arguments)


def _test(arguments: list[str]) -> int:
    import suite

    return suite.main(os.environ.get("T", ""))


def _odoo(arguments: list[str]) -> int:
    import environment
    import postgres
    from common import Progress, foreground

    env = environment.ensure(Progress(environment.STEPS, quiet=True))
    with postgres.server("demo", env) as env:
        return foreground([environment.VENV / "bin" / "odoo", *arguments], env)


def _script(arguments: list[str]) -> int:
    """FILE [demo]: a Python file in `odoo shell`, in a fresh scratch database."""
    import scratch

    return scratch.script(arguments[0], demo="demo" in arguments[1:])


def _benchmark(arguments: list[str]) -> int:
    import run_benchmark

    return run_benchmark.main(os.environ.get("SCALE", ""))


def _install_cycle(arguments: list[str]) -> int:
    import scratch

    return scratch.install_cycle()


def _odoo_lint(arguments: list[str]) -> int:
    import scratch

    return scratch.odoo_lint()


def _lint(arguments: list[str]) -> int:
    import lint

    return lint.main(fix="--fix" in arguments)


def _lock(arguments: list[str]) -> int:
    import lint

    return lint.lock()


def _changed(arguments: list[str]) -> int:
    import changed

    return changed.main()


def _readme(arguments: list[str]) -> int:
    import environment
    from common import ROOT, Progress, foreground

    env = environment.ensure(Progress(environment.STEPS, quiet=True))
    python = environment.VENV / "bin" / "python"
    return foreground([python, ROOT / "tools" / "readme.py"], env)


def _pictures(arguments: list[str]) -> int:
    import pictures

    return pictures.main()


def _wheels(arguments: list[str]) -> int:
    import wheels

    return wheels.main()


def _stock_crm_tests(arguments: list[str]) -> int:
    import stock_tests

    return stock_tests.main()


def _odoo_tests(arguments: list[str]) -> int:
    import odoo_tests

    return odoo_tests.main()


def _upgrade_test(arguments: list[str]) -> int:
    import upgrade_test

    return upgrade_test.main(os.environ.get("FROM", ""))


def _clean(arguments: list[str]) -> int:
    import clean

    return clean.main()


COMMANDS = {
    "demo": _demo,
    "test": _test,
    "odoo": _odoo,
    "script": _script,
    "benchmark": _benchmark,
    "install-cycle": _install_cycle,
    "odoo-lint": _odoo_lint,
    "lint": _lint,
    "lock": _lock,
    "changed": _changed,
    "readme": _readme,
    "wheels": _wheels,
    "pictures": _pictures,
    "stock-crm-tests": _stock_crm_tests,
    "odoo-tests": _odoo_tests,
    "upgrade-test": _upgrade_test,
    "clean": _clean,
}

# what the user can mend; any other OSError is a mistake of ours
OF_THE_MACHINE = (errno.ENOSPC, errno.EDQUOT, errno.EACCES, errno.EPERM, errno.EROFS)


def _terminate(number, frame):
    sys.exit(128 + number)


def main() -> int:
    from common import Stop, say
    from environment import choose_python

    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _terminate)
    try:
        choose_python()
        return COMMANDS[sys.argv[1]](sys.argv[2:])
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
    sys.exit(main())
