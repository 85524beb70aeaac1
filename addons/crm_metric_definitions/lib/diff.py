"""What differs between two contents, in a stable order."""

from dataclasses import dataclass
from typing import Any

from .fingerprint import LANG, OPEN


@dataclass(frozen=True)
class Change:
    """One difference: ``path`` is a tuple of keys; None stands for "not there"."""

    path: tuple[str, ...]
    old: Any
    new: Any


def diff(old: Any, new: Any, path: tuple[str, ...] = ()) -> tuple[Change, ...]:
    """Return the changes that lead from one content to the other, leaf by leaf.

    Items of a list are paired by their ``key`` entry where they have one (so a
    reordered or removed item reads as just that), else by their number.

    >>> diff({"a": 1, "b": {"c": 2}}, {"a": 1, "b": {"c": 3}})
    (Change(path=('b', 'c'), old=2, new=3),)
    >>> diff({"x": [{"key": "k", "v": 1}]}, {"x": []})
    (Change(path=('x', 'k', 'v'), old=1, new=None),)
    """
    old, new = _keyed(old), _keyed(new)
    if isinstance(old, dict) or isinstance(new, dict):
        if not isinstance(old or {}, dict) or not isinstance(new or {}, dict):
            return (Change(path, old, new),)
        before, after = old or {}, new or {}
        keys = [*before, *(key for key in after if key not in before)]
        changes: tuple[Change, ...] = ()
        for key in keys:
            step = path if key in (LANG, OPEN) else (*path, str(key))
            changes += diff(before.get(key), after.get(key), step)
        return changes
    return () if old == new else (Change(path, old, new),)


def _keyed(value: Any) -> Any:
    if not isinstance(value, list | tuple):
        return value
    items: dict[str, Any] = {}
    for number, item in enumerate(value, start=1):
        if isinstance(item, dict) and "key" in item:
            items[str(item["key"])] = {k: v for k, v in item.items() if k != "key"}
        else:
            items[str(number)] = item
    return items
