"""From counted numbers to figures, the same for all rivals but the suite."""

from ..catalogue import METRICS


def figures(task, numbers, users):
    """Return {(metric code, place of the period, user id or None): value}.

    :param numbers: {number code: {(place of the period, user id or None): number}}
    """
    result = {}
    places = [(p, u) for p in range(len(task.periods)) for u in users]
    for code in task.metrics:
        metric = METRICS[code]
        above = numbers[metric.numerator]
        if not metric.denominator:
            for place in places:
                result[(code, *place)] = float(above.get(place) or 0.0)
            continue
        below = numbers[metric.denominator]
        for place in places:
            divisor = below.get(place)
            result[(code, *place)] = (
                float(above.get(place) or 0.0) / float(divisor) if divisor else None
            )
    return result


def people(env, task):
    """Ids of the people whose figures are asked for; [None] for everybody's."""
    if not task.by_user:
        return [None]
    return env["res.users"].search([("login", "=like", "benchmark\\__%")]).ids
