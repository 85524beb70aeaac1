"""A content and its changes, in the words of the reader."""

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from markupsafe import Markup

from ...lib import diff
from ...lib.fingerprint import LANG
from . import say
from .parts import Part

#: the key of a second item of the same name ends in a number: "Win rate (2)"
NUMBERED = re.compile(r"(.*?)( \(\d+\))?", re.DOTALL)


@dataclass(frozen=True)
class Entry:
    """One value of a content, and the dicts around it, the innermost first."""

    words: "ContentWords"
    part: Part
    model: Any
    value: Any
    around: tuple[dict, ...] = ()

    @property
    def env(self):
        return self.words.env

    def near(self, key: str):
        """Return the value of the nearest entry with this key."""
        return next((level[key] for level in self.around if key in level), None)


class ContentWords:
    """Says what a content holds in the language, numbers and dates of the reader.

    :param model: an empty recordset of the model whose content it is
    :param names: {"kind.key": name} of what the content names by a key
    :param company: whose metrics the codes of the content name
    """

    def __init__(self, model, names=None, company=None):
        self.env = model.env
        self.model = model.browse()
        self.names = names or {}
        self.company = company or self.env.company

    @cached_property
    def metrics(self):
        """Return {code: metric}, archived ones included."""
        Metric = self.env["crm.metric.definition"].sudo().with_company(self.company)
        return Metric.with_context(active_test=False)._by_codes()

    def name(self, kind, key):
        """Return the name of what a key stands for, else the key itself."""
        plain, number = NUMBERED.fullmatch(str(key)).groups()
        name = self.names.get(f"{kind}.{plain}")
        if not name and kind == "metrics" and plain in self.metrics:
            name = self.metrics[plain].name
        return f"{name or plain}{number or ''}"

    def label(self, path):
        """Return the label of a path (a tuple of keys): "Goal › Win more › Target"."""
        return self._part_of_path(path, ({}, {}))[1]

    def text(self, path, content):
        """Return in words what a content holds at a path."""
        part, _label, path, model = self._part_of_path(path, (content,))
        return self._say(part, model, path, content)

    def changes(self, old, new):
        """Return what differs between two contents, in a stable order.

        :return: list of {"path", "label", "old", "new", "old_text", "new_text"}
        """
        rows = {}
        for change in diff.diff(old, new):
            part, label, path, model = self._part_of_path(change.path, (new, old))
            before, after = _value_at(old, path)[0], _value_at(new, path)[0]
            is_known = not say.is_empty(before), not say.is_empty(after)
            if path in rows or not any(is_known):
                continue
            texts = [self._say(part, model, path, content) for content in (old, new)]
            if part and part.say is say.changed and all(is_known):
                texts = ["", self.env._("changed")]
            elif texts[0] == texts[1] and isinstance(after, float):
                percent = texts[0].endswith("%")
                texts = [say.digits(self.env, v, percent) for v in (before, after)]
            rows[path] = {
                "path": ".".join(path),
                "label": label,
                "old": before,
                "new": after,
                "old_text": texts[0],
                "new_text": texts[1],
            }
        return list(rows.values())

    def _part_of_path(self, path, contents):
        """Find the part that a path leads to.

        :return: (part or None, label, path of the whole value, model of the part)
        """
        parts, model, labels, done = self.model._approval_parts(), self.model, [], 0
        part = None
        while done < len(path) and parts:
            part = next((p for p in parts if p.key == path[done]), None)
            if part is None:
                labels.append(self.env._("Other"))
                return None, " › ".join(labels), path, model
            labels.append(part.title(model))
            done += 1
            parts = part.parts
            if part.nested:
                model = self.env[model._fields[part.field_name].comodel_name]
                parts = model._approval_parts()
            if part.item and done < len(path):
                done += 1
                labels.append(self._item(part, model, path[:done], contents))
        language = path[done : done + 1] if part and part.translated else ()
        if language and language[0] != (self.env.lang or "en_US"):
            labels.append(self.env["res.lang"]._get_data(code=language[0]).name)
        return part, " › ".join(filter(None, labels)), path[:done] + language, model

    def _item(self, part, model, path, contents):
        """Return the name of an item of a list, from the content that has it."""
        for content in contents:
            value, around = _value_at(content, path)
            if value is not None:
                return part.item(Entry(self, part, model, path[-1], (value, *around)))
        return part.item(Entry(self, part, model, path[-1]))

    def _say(self, part, model, path, content):
        value, around = _value_at(content, path)
        if part is None:
            return say.UNKNOWN if say.is_empty(value) else str(value)
        return say.value(Entry(self, part, model, value, around))

    def as_table(self, changes):
        """Return changes as a table in HTML, with the values before and after."""
        if not changes:
            return Markup("<p>%s</p>") % self.env._("No substantive change.")
        rows = Markup().join(
            Markup("<tr><td>%s</td><td>%s</td><td>%s</td></tr>")
            % (change["label"], change["old_text"], change["new_text"])
            for change in changes
        )
        return Markup(
            '<table class="table table-sm"><thead><tr><th>%s</th><th>%s</th><th>%s</th>'
            "</tr></thead><tbody>%s</tbody></table>"
        ) % (self.env._("What"), self.env._("Before"), self.env._("After"), rows)


def _value_at(content, path):
    """Return the value at a path, and the dicts around it, the innermost first."""
    value, around = content, ()
    for step in path:
        if isinstance(value, list):
            value = next((item for item in value if str(item.get("key")) == step), None)
            continue
        if not isinstance(value, dict):
            return None, around
        around = (value, *around)
        if LANG in value:
            value = value[LANG]
        value = value.get(step)
    return value, around
