"""The seal of something that has parts: it tells which of them are different now.

A seal is a text: the fingerprint of all parts, then the beginning of that of each part.
"""

from collections.abc import Mapping
from typing import Any

from .fingerprint import fingerprint

DIGITS = 16


def seal(parts: Mapping[str, Any]) -> str:
    """Return the seal of parts.

    :param parts: {key without white space: content}

    >>> seal({"b": 1, "a": 2}) == seal({"a": 2, "b": 1})
    True
    >>> seal({"a": 1}) == seal({"a": 2})
    False
    """
    marks = [f"{key}={fingerprint(parts[key])[:DIGITS]}" for key in sorted(parts)]
    return " ".join([fingerprint(dict(parts)), *marks])


def differing(one: str, other: str) -> list[str]:
    """Return the keys of the parts that are not the same in two seals, sorted.

    >>> differing(seal({"a": 1, "b": 2}), seal({"a": 1, "b": 3, "c": 4}))
    ['b', 'c']
    >>> differing(seal({"a": 1}), "nonsense")
    ['a']
    """
    return sorted({key for key, _mark in _marks(one) ^ _marks(other)})


def _marks(text: str) -> set[tuple[str, str]]:
    return {
        (key, mark)
        for key, _is, mark in (word.rpartition("=") for word in text.split()[1:])
    }
