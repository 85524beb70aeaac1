"""The table of an approved content, see ``_approval_parts``: one line for each entry.

What is approved, the labels of a change and its words are read from it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from ...lib.fingerprint import LANG

#: the version of the contents of all models: what a row of an approval was written for
VERSION = 2
#: the key in the context of records whose contents are those of an earlier version
AT = "approval_content_version"
EMPTY = {"char": "", "text": "", "selection": "", "date": ""}


class _At(int):
    """A version in the context: no caller from outside can put one there."""


@dataclass(frozen=True)
class Part:
    """One entry of a content.

    :param key: the entry's key in the content
    :param field: name of the field that it holds; the key where that is its name
    :param label: a function of ``env`` where the field's own label does not do; None
        for a level that has no name to a reader
    :param read: a function of the record that returns plain data
    :param say: a function of an ``Entry`` that returns the value in words
    :param translated: the content holds the text in all languages
    :param parts: entries of this same record that stand below this one
    :param nested: the content holds those of the records in the field, as their own
        ``_approval_parts`` lists them
    :param item: a function of an ``Entry`` that returns the name of one such record
    :param since: the first content version that has this entry
    :param until: the last one; None: today's has it, too
    """

    key: str
    field: str = ""
    label: Callable | None | str = ""
    read: Callable[[Any], Any] | None = None
    say: Callable | None = None
    translated: bool = False
    parts: tuple["Part", ...] = ()
    nested: bool = False
    item: Callable | None = None
    since: int = 1
    until: int | None = None

    def is_in(self, version: int) -> bool:
        """Tell whether a content of this version has the entry."""
        return self.since <= version <= (self.until or version)

    @property
    def field_name(self) -> str:
        return self.field or self.key

    def title(self, model) -> str:
        """Return the label in the reader's language; empty for a level without one."""
        if self.label is None:
            return ""
        if self.label:
            return self.label(model.env)
        return model._fields[self.field_name]._description_string(model.env)

    def value(self, record, texts):
        """Return what the content of a record holds under this key."""
        if self.read:
            return self.read(record)
        if self.translated:
            return {LANG: texts.get((record.id, self.field_name)) or {}}
        if self.parts:
            return content(record, self.parts, texts)
        value, field = record[self.field_name], record._fields[self.field_name]
        if field.type == "many2one":
            if self.nested:
                return content(value, value._approval_parts()) if value else None
            return value.id or None
        if field.type == "date":
            return str(value or "")
        return value or EMPTY.get(field.type, value)


def content(record, parts: Iterable[Part], texts=None) -> dict[str, Any]:
    """Return the content of one record, in the version of ``at_version`` or today's.

    :param texts: {(record id, field name): {language: text}}
    """
    version = record.env.context.get(AT)
    if not isinstance(version, _At):
        version = VERSION
    return {
        part.key: part.value(record, texts or {})
        for part in parts
        if part.is_in(version)
    }


def project(parts: Iterable[Part], whole: dict, version: int) -> dict:
    """Return what a content of one record has of an earlier version."""
    keys = {part.key for part in parts if not part.is_in(version)}
    return {key: value for key, value in whole.items() if key not in keys}


def at_version(records, version: int | None = None):
    """Return the records such that contents read from them are of this version.

    Neither the language, the company, the rights nor the context of the reader matter.
    """
    context = {"active_test": False, AT: _At(version or VERSION)}
    return records.with_env(records.env(su=True, context=context))


def translated_texts(parts: Iterable[Part], whole) -> dict[str, dict[str, str]]:
    """Return {field name: {language: text}} of the translated texts of a content."""
    texts = {}
    for part in parts:
        held = (whole or {}).get(part.key) or {}
        if part.translated:
            texts[part.field_name] = held.get(LANG) or {}
        elif part.parts:
            texts |= translated_texts(part.parts, held)
    return texts


def translated_fields(parts: Iterable[Part]) -> list[str]:
    """Return the names of the fields whose texts are kept in all languages."""
    names = []
    for part in parts:
        names += [part.field_name] if part.translated else translated_fields(part.parts)
    return names
