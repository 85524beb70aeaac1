"""What a public method takes. Anything may come over RPC, so each method says which
shape an argument has, and whatever else is given is answered by one sentence::

    phase_code = arguments.text(self.env, "phase_code", phase_code)
    segment_ids = arguments.ids(self.env, "segment_ids", segment_ids, optional=True)

Each function returns the value and raises UserError, which is answer 422 over RPC.
With ``optional``, nothing (None or false) becomes None.
"""

from datetime import date
from math import isfinite

from odoo import fields
from odoo.exceptions import UserError

LARGEST_ID = 2**31 - 1
LARGEST = 1e15  # above this, a float cannot tell each whole number from the next
LONGEST = 100_000  # characters of a text
MOST = 10_000  # rows of one call
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2200, 1, 1)


def text(env, name, value, optional=False, longest=LONGEST):
    """A text that PostgreSQL can store, of at most ``longest`` characters."""
    if _is_nothing(value, optional):
        return None
    if not isinstance(value, str):
        raise _wrong(env, name, value, env._("a text"))
    if len(value) > longest:
        raise UserError(
            env._(
                "“%(name)s” has %(length)s characters: %(longest)s are the limit.",
                name=name,
                length=len(value),
                longest=longest,
            )
        )
    if "\0" in value or any("\ud800" <= char <= "\udfff" for char in value):
        raise UserError(env._("“%s” has characters that cannot be stored.", name))
    return value


def choice(env, name, value, choices, optional=False):
    """One of ``choices``, an iterable of texts."""
    if _is_nothing(value, optional):
        return None
    choices = list(choices)
    if not isinstance(value, str) or value not in choices:
        shape = env._("one of %s", ", ".join(choices))
        raise _wrong(env, name, value, shape)
    return value


def flag(env, name, value):
    """True or false."""
    if not isinstance(value, bool):
        raise _wrong(env, name, value, env._("true or false"))
    return value


def id(env, name, value, optional=False):  # noqa: A001
    """The id of a record that may exist."""
    if _is_nothing(value, optional):
        return None
    if not _is_id(value):
        raise _wrong(env, name, value, env._("the id of a record"))
    return value


def ids(env, name, value, optional=False, most=MOST):
    """A list of ids, each once, in the order given."""
    if optional and (value is None or value is False):
        return None
    if not isinstance(value, list | tuple) or not all(map(_is_id, value)):
        raise _wrong(env, name, value, env._("a list of ids of records"))
    _check_size(env, name, value, most)
    return list(dict.fromkeys(value))


def rows(env, name, value, keys, optional=False, most=MOST):
    """A list of dictionaries that have no other than these keys."""
    if optional and (value is None or value is False):
        return None
    if not isinstance(value, list | tuple) or not all(
        isinstance(row, dict) and row.keys() <= set(keys) for row in value
    ):
        shape = env._("a list of entries with %s", ", ".join(keys))
        raise _wrong(env, name, value, shape)
    _check_size(env, name, value, most)
    return list(value)


def day(env, name, value, optional=False):
    """A day between 1900 and 2200, given as date or as text like 2026-01-31."""
    if _is_nothing(value, optional):
        return None
    try:
        found = fields.Date.to_date(value) if isinstance(value, date | str) else None
    except ValueError:
        found = None
    if not found or not FIRST_DAY <= found <= LAST_DAY:
        shape = env._("a day between 1900 and 2200, as in 2026-01-31")
        raise _wrong(env, name, value, shape)
    return found


def figure(env, name, value, optional=False, low=-LARGEST, high=LARGEST):
    """A finite number, whole or not, from ``low`` to ``high``."""
    if _is_nothing(value, optional):
        return None
    if not _is_number(value, int | float) or not low <= value <= high:
        raise _wrong(env, name, value, _range(env, env._("a number"), low, high))
    return value


def whole(env, name, value, optional=False, low=-LARGEST_ID, high=LARGEST_ID):
    """A whole number from ``low`` to ``high``."""
    if _is_nothing(value, optional):
        return None
    if not _is_number(value, int) or not low <= value <= high:
        raise _wrong(env, name, value, _range(env, env._("a whole number"), low, high))
    return value


def one(records, stored=True):
    """One record: a method that was called for none or for several is refused.

    :param stored: False: a record that is being typed will do
    """
    if stored:
        saved(records)
    env = records.env
    if len(records) != 1:
        raise UserError(
            env._(
                "This is asked of one record of “%(model)s”, not of %(count)s.",
                model=records._description,
                count=len(records),
            )
        )
    return records


def saved(records):
    """Records that have an id: over RPC a method may be called for the id 0."""
    if not all(records._ids):
        env = records.env
        raise UserError(env._("“%s” has no record with this id.", records._description))
    return records


def _is_nothing(value, optional):
    return optional and (value is None or value is False or value == "")


def _is_number(value, kinds):
    is_number = isinstance(value, kinds) and not isinstance(value, bool)
    return is_number and (isinstance(value, int) or isfinite(value))


def _is_id(value):
    return _is_number(value, int) and 0 < value <= LARGEST_ID


def _range(env, kind, low, high):
    if max(abs(low), abs(high)) >= LARGEST_ID:
        return kind
    return env._("%(kind)s from %(low)s to %(high)s", kind=kind, low=low, high=high)


def _check_size(env, name, value, most):
    if len(value) > most:
        raise UserError(
            env._(
                "“%(name)s” has %(count)s entries: %(most)s are the limit.",
                name=name,
                count=len(value),
                most=most,
            )
        )


def _wrong(env, name, value, shape):
    given = value if isinstance(value, str | int | float | date) else None
    words = {list: env._("a list"), tuple: env._("a list"), dict: env._("entries")}
    if given is None:
        given = words.get(type(value), env._("nothing") if value is None else "…")
    elif isinstance(value, str):
        given = value.replace("\0", "")[:40].encode("utf-8", "replace").decode()
    elif isinstance(value, int) and abs(value) > LARGEST:
        given = env._("a very large number")
    return UserError(
        env._(
            "“%(name)s” has to be %(shape)s, not “%(given)s”.",
            name=name,
            shape=shape,
            given=given,
        )
    )
