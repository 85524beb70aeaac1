"""The fingerprint of a content: what an approval is bound to.

A *content* is plain JSON data: dicts, lists, strings, numbers, booleans, None.
A translatable text stands in it as ``{"__lang__": {"en_US": "…", "de_DE": "…"}}``.
Of ``{"__open__": {…}}``, too, later keys are no change: a company founded later.
"""

import hashlib
import json
from typing import Any

LANG = "__lang__"
#: the key of a dict in which only the keys count that an approval knew
OPEN = "__open__"


def canonical(content: Any) -> str:
    """Return the one JSON spelling of a content: sorted keys, folded white space.

    >>> canonical({"b": "two  words ", "a": 1.0})
    '{"a":1.0,"b":"two words"}'
    """
    return json.dumps(
        _fold(content), sort_keys=True, ensure_ascii=False, separators=(",", ":")
    )


def fingerprint(content: Any) -> str:
    """Return the SHA-256 of the canonical spelling, as 64 hex digits.

    >>> fingerprint({"a": 1, "b": 2}) == fingerprint({"b": 2, "a": 1})
    True
    >>> fingerprint({"a": None}) == fingerprint({"a": 0})
    False
    """
    return hashlib.sha256(canonical(content).encode()).hexdigest()


def restricted(current: Any, approved: Any) -> Any:
    """Return ``current`` without the languages that ``approved`` did not know.

    A language added after an approval was not part of what was decided, so it
    is left out of the comparison; a text changed in a known language is not, and
    neither is one where there was none at all.

    >>> restricted({"t": {"__lang__": {"en_US": "a", "de_DE": "b"}}},
    ...            {"t": {"__lang__": {"en_US": "x"}}})
    {'t': {'__lang__': {'en_US': 'a'}}}
    >>> restricted({"t": {"__lang__": {"en_US": "a"}}}, {"t": {"__lang__": {}}})
    {'t': {'__lang__': {'en_US': 'a'}}}
    >>> restricted({"__open__": {"1": "EUR", "2": "USD"}}, {"__open__": {"1": "CHF"}})
    {'__open__': {'1': 'EUR'}}
    """
    if isinstance(current, dict) and isinstance(approved, dict):
        if OPEN in current and OPEN in approved:
            known = approved[OPEN]
            return {OPEN: {k: v for k, v in current[OPEN].items() if k in known}}
        if LANG in current and LANG in approved:
            known = approved[LANG]
            if not any(known.values()):
                return current
            return {LANG: {k: v for k, v in current[LANG].items() if k in known}}
        return {k: restricted(v, approved.get(k)) for k, v in current.items()}
    if isinstance(current, list) and isinstance(approved, list):
        padded = approved + [None] * (len(current) - len(approved))
        return [restricted(c, a) for c, a in zip(current, padded, strict=False)]
    return current


def same(current: Any, approved: Any) -> bool:
    """Tell whether a content is still the approved one.

    >>> same({"t": {"__lang__": {"en_US": "a", "de_DE": "b"}}},
    ...      {"t": {"__lang__": {"en_US": "a"}}})
    True
    >>> same({"t": {"__lang__": {"en_US": " "}}}, {"t": {"__lang__": {}}})
    True
    """
    return canonical(restricted(current, approved)) == canonical(approved)


def languages(content: Any) -> Any:
    """Return in which languages each text of a content is written, without the texts.

    ``restricted`` needs no more.

    >>> languages({"a": 1, "t": {"__lang__": {"en_US": "x", "de_DE": ""}}})
    {'t': {'__lang__': {'en_US': True, 'de_DE': False}}}
    >>> languages({"a": [1, {"b": None}]}) is None
    True
    """
    if isinstance(content, dict):
        if LANG in content:
            return {LANG: {lang: bool(text) for lang, text in content[LANG].items()}}
        if OPEN in content:
            return {OPEN: dict.fromkeys(content[OPEN], True)}
        texts = {key: languages(value) for key, value in content.items()}
        return {key: value for key, value in texts.items() if value} or None
    if isinstance(content, list | tuple):
        items = [languages(value) for value in content]
        return items if any(items) else None
    return None


def is_of(row: Any, content: Any) -> bool:
    """Tell whether there is a row and it was written for this content.

    :param row: has a ``fingerprint``, and as ``content`` the content itself or its
        ``languages``: a language may have been added since
    """
    return bool(row) and (
        row.fingerprint == fingerprint(content)
        or row.fingerprint == fingerprint(restricted(content, row.content))
        or same(content, row.content)
    )


def _fold(content: Any) -> Any:
    if isinstance(content, str):
        return " ".join(content.split())
    if isinstance(content, dict):
        if LANG in content:
            # an empty text is none
            texts = {lang: _fold(text or "") for lang, text in content[LANG].items()}
            return {LANG: {lang: text for lang, text in texts.items() if text}}
        return {str(key): _fold(value) for key, value in content.items()}
    if isinstance(content, list | tuple):
        return [_fold(value) for value in content]
    return content
