"""What a source lets its measures use."""

from dataclasses import dataclass

from .errors import MeasureError


@dataclass(frozen=True)
class SourceSpec:
    """A source as the engine needs it: names of fields and dotted paths."""

    id: int
    name: str
    model: str
    dates: frozenset
    conditions: frozenset  # fields of the records
    paths: frozenset  # fields of related records; "tag_ids.*": all plain ones
    values: frozenset
    breakdowns: frozenset
    people: frozenset  # fields that tell a person, besides links to users
    user: str | None
    team: str | None
    company: tuple  # paths to a company, the first that has one decides
    group_id: int | None  # who may read official totals; None: all readers of metrics

    @classmethod
    def of(cls, source):
        """Read a source, given with superuser rights."""

        def names(field):
            return frozenset(source[field].mapped("name"))

        return cls(
            id=source.id,
            name=source.name,
            model=source.model,
            dates=names("date_field_ids"),
            conditions=names("condition_field_ids"),
            paths=frozenset(words(source.condition_paths)),
            values=names("value_field_ids"),
            breakdowns=names("breakdown_field_ids"),
            people=names("person_field_ids"),
            user=source.user_path or None,
            team=source.team_path or None,
            company=() if source.is_global else tuple(words(source.company_path)),
            group_id=source.group_id.id or None,
        )

    def offers(self, model, path):
        """Tell whether a condition may use a path: one that is listed, or who or what
        a listed relation points to."""
        if path in self.conditions or path in self.paths:
            return True
        head, _dot, last = path.rpartition(".")
        if not head:
            return False
        target = end_of(model, head)
        if target is not None and f"{head}.*" in self.paths:
            # not what these records are linked to
            field = target._fields.get(last)
            return field is not None and not field.relational
        is_name = target is not None and last in ("id", target._rec_name)
        return is_name and (head in self.conditions or head in self.paths)

    def conditions_by_model(self, model):
        """Return {model name: [field names]} of all steps of what may be a condition,
        as far as the acting user may read it."""
        offered = {}
        for path in sorted(self.conditions | self.paths):
            passed = model
            for name in path.split("."):
                if name == "*":
                    plain = (f for f in passed._fields.values() if not f.relational)
                    readable = [field.name for field in plain if field.store]
                else:
                    readable = [name] if name in passed._fields else []
                names = offered.setdefault(passed._name, [])
                names += [
                    each
                    for each in readable
                    if each not in names
                    and passed._has_field_access(passed._fields[each], "read")
                ]
                passed = end_of(passed, name) if readable and name != "*" else None
                if passed is None or not passed.has_access("read"):
                    break
        return offered

    def not_offered(self, env, path):
        return env._(
            "its source “%(name)s” does not offer “%(path)s”.",
            name=self.name,
            path=path,
        )


def words(text):
    """Return the paths of a text: between commas, blanks or line ends."""
    return (text or "").replace(",", " ").split()


def end_of(model, path):
    """Return the model at the end of a path of relations, or None."""
    for name in path.split("."):
        field = model._fields.get(name) if model is not None else None
        if field is None or not field.relational:
            return None
        model = model.env[field.comodel_name]
    return model


def source_of(measure):
    """Return the SourceSpec of a measure, or raise MeasureError."""
    env, source = measure.env, measure.source_id
    if not source:
        problem = env._("no source says what may be counted of “%s”.", measure.model)
        raise MeasureError(problem)
    if source.model != measure.model:
        raise MeasureError(
            env._(
                "its source “%(name)s” is not about “%(model)s”.",
                name=source.name,
                model=measure.model,
            )
        )
    return SourceSpec.of(source)
