"""What a field is computed from."""

#: fields that say whether something is won, or when; what is computed from them, too
WON = {
    ("crm.stage", "is_won"),
    ("crm.lead", "won_status"),
    ("crm.lead", "probability"),
    ("crm.lead", "date_closed"),
    ("crm.lead", "date_ended"),
}


def closure(env, model_name, name):
    """Return what a field is computed from.

    :return: (set of "model.field" of custom fields, whether it is about what is won)
    """
    custom, won, todo, seen = set(), False, [(model_name, name)], set()
    while todo:
        key = todo.pop()
        model = env.get(key[0])
        found = model._fields.get(key[1]) if model is not None else None
        if key in seen or found is None:
            continue
        seen.add(key)
        won |= key in WON
        if found.manual:
            custom.add(".".join(key))
        paths = list(env.registry.field_depends[found])
        if found.related:
            paths.append(found.related)
        for path in paths:
            step = model
            for part in path.split("."):
                below = step._fields.get(part) if step is not None else None
                if below is None:
                    break
                todo.append((step._name, part))
                step = env[below.comodel_name] if below.relational else None
        if not model._auto:
            # a report shows fields of other models under the same name
            depends = model._depends.items()
            todo += [(of, key[1]) for of, names in depends if key[1] in names]
    return frozenset(custom), won
