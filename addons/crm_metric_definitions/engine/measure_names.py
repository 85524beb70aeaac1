"""What a measure names: fields, records and choices."""

import ast
from collections import defaultdict
from dataclasses import dataclass, field

from odoo.fields import Domain

from .filters import values_of

#: the same records, said positively: who is left out by name is meant by name
POSITIVE = {
    "!=": "=",
    "not in": "in",
    "not like": "like",
    "not ilike": "ilike",
    "not =like": "=like",
    "not =ilike": "=ilike",
    "not any": "any",
}
#: records of daily work: a condition on what they say means no fixed set of them
DAILY = ("calendar.event", "res.users")


@dataclass
class Used:
    """What one measure names, by the path that leads there: "stage_id.team_id"."""

    fields: dict = field(default_factory=dict)  # path: the field, None if it is gone
    ids: dict = field(default_factory=lambda: defaultdict(set))  # (path, model): ids
    # (path, model): conditions on those records, by their text
    described: dict = field(default_factory=lambda: defaultdict(dict))
    choices: dict = field(default_factory=lambda: defaultdict(set))  # path: values
    excluded: set = field(default_factory=set)  # paths whose other choices count

    @classmethod
    def of(cls, env, measure):
        """Read a measure; what cannot be read is left out, the measure says so."""
        used = cls()
        model = env.get(measure.model or "")
        if model is None:
            return used
        try:
            domain = Domain(ast.literal_eval(measure.domain or "[]"))
        except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
            domain = Domain.TRUE
        for name in _own_fields(model, measure):
            used._walk(model, name, "")
        used._conditions(model, domain)
        return used

    def _walk(self, model, path, prefix):
        """Note the fields along a path.

        :return: list of (path, model it leads from, field) or None if it leads nowhere
        """
        steps = []
        for name in path.split("."):
            found = model._fields.get(name) if model is not None else None
            prefix = f"{prefix}.{name}" if prefix else name
            # a part of a date: "date_closed.month_number"
            if found is None and steps and steps[-1][2].type in ("date", "datetime"):
                return steps
            self.fields[prefix] = found
            if found is None:
                return None
            steps.append((prefix, model, found))
            model = model.env[found.comodel_name] if found.relational else None
        return steps

    def _conditions(self, model, domain, prefix="", negated=False):
        operator = getattr(domain, "OPERATOR", None)
        if operator == "!":
            self._conditions(model, domain.child, prefix, not negated)
        elif operator in ("&", "|"):
            for child in domain.children:
                self._conditions(model, child, prefix, negated)
        elif hasattr(domain, "field_expr"):
            self._condition(model, domain, prefix, negated)

    def _condition(self, model, condition, prefix, negated):
        steps = self._walk(model, condition.field_expr, prefix)
        if not steps:
            return
        path, owner, last = steps[-1]
        operator, value = condition.operator, condition.value
        target = owner.env[last.comodel_name] if last.relational else None
        if operator in ("any", "not any"):
            self._inner(target, value, path, negated)
            return
        values = [each for each in values_of(condition) if each not in (False, None)]
        numbers = {each for each in values if type(each) is int}
        if last.name == "id":
            before = path.rpartition(".")[0] or "id"
            self.ids[before, owner._name] |= numbers
        elif target is not None:
            self.ids[path, target._name] |= numbers
        elif last.type == "selection":
            self.choices[path] |= set(values)
            if (operator in POSITIVE) != negated:
                self.excluded.add(path)
        texts = any(isinstance(each, str) for each in values)
        if target is None or texts:
            self._describe(steps, condition)

    def _inner(self, target, value, path, negated):
        if target is None:
            return
        try:
            inner = Domain(value)
        except (ValueError, TypeError, RecursionError):
            return
        self._conditions(target, inner, path, negated)
        if is_vocabulary(target):
            self.described[path, target._name][repr(list(inner))] = inner

    def _describe(self, steps, condition):
        """Note which vocabulary a condition on its name or other fields is about."""
        for place, (path, owner, step) in enumerate(steps):
            target = owner.env[step.comodel_name] if step.relational else None
            if target is None or not is_vocabulary(target):
                continue
            rest = ".".join(each.name for _path, _owner, each in steps[place + 1 :])
            if rest == "id":
                return
            operator = POSITIVE.get(condition.operator, condition.operator)
            value = condition.value
            if steps[-1][2].type == "boolean":
                # the exceptions: stages that are won, teams that are archived
                operator, value = "=", not rest.endswith("active")
            try:
                inner = Domain(rest or "display_name", operator, value)
            except (ValueError, TypeError):
                return
            self.described[path, target._name][repr(list(inner))] = inner
            return


def _own_fields(model, measure):
    """Yield the names of the fields that a measure uses outside its condition."""
    names = [
        measure.date_field_name,
        measure.date_to_field_name,
        measure.field_name if measure.aggregation != "count" else None,
        measure.user_field_name,
        measure.team_field_name,
        *measure.breakdown_field_ids.mapped("name"),
        "company_id" if "company_id" in model._fields else None,
        None if measure.include_archived else model._active_name,
    ]
    amount = model._fields.get(names[2])
    if amount is not None and amount.type == "monetary":
        names.append(amount.get_currency_field(model))
    yield from filter(None, names)


def is_vocabulary(model):
    """Tell whether records of a model are set up, and not made by daily work."""
    daily = "activity_ids" in model._fields or model._name in DAILY
    return not (daily or model._abstract or model._transient)
