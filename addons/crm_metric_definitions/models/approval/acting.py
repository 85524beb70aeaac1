"""Who acts in a transaction, whatever user the code has changed to since."""

from contextlib import contextmanager

from odoo import SUPERUSER_ID

KEY = "crm_metric_definitions.acting"


def acting(env):
    """Return (id of the user with whom it began, whether a scheduled action began it).

    That is the user of the server action that runs, else of the request.
    """
    root = env.transaction.default_env or env
    return env.cr.cache.get(KEY) or (root.uid, "cron_id" in root.context)


def unknown_author(env):
    """Tell whether nobody can say who is behind what this environment writes.

    So it is with OdooBot, with a scheduled action, and where code has changed to
    another user than the one who is logged in. What a module brings along while it is
    installed or upgraded is its publisher's.

    :return: (bool, id of the user who is logged in, or None if that is no person)
    """
    if not env.registry.ready:
        return False, None
    uid, scheduled = acting(env)
    person = uid if uid != SUPERUSER_ID else None
    unknown = scheduled or env.uid == SUPERUSER_ID or person not in (None, env.uid)
    return unknown, person


@contextmanager
def running(env):
    """Note who runs a server action, until the outermost one has ended."""
    if KEY in env.cr.cache:
        yield
        return
    env.cr.cache[KEY] = (env.uid, "cron_id" in env.context)
    try:
        yield
    finally:
        env.cr.cache.pop(KEY, None)
