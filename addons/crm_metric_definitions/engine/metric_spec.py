from collections.abc import Mapping
from dataclasses import dataclass

from .errors import MeasureError
from .measure_spec import MeasureSpec
from .privacy.conditions import NamedPeople


@dataclass(frozen=True, eq=False)
class MetricSpec:
    """What the engine needs of a metric: values that are cached until a row changes."""

    id: int
    name: str
    kind: str
    company_id: int
    tz: str
    week_start: int
    normalise_per: str
    per_salesperson: bool
    operands: Mapping[str, MeasureSpec]  # "numerator" and, of a ratio, "denominator"
    problem: str | None  # why it cannot be computed
    named: NamedPeople
    is_known: bool  # its figures are official
    insiders: frozenset  # ids of users who read it while it is not known

    @classmethod
    def of(cls, metric, is_known=False):
        """Read a metric and its measures."""
        env, stored = metric.env, metric.sudo()
        operands, problems = {}, []
        for name, measure in metric._operands().items():
            try:
                operands[name] = MeasureSpec.of(measure)
            except MeasureError as error:
                problems.append(measure_problem(env, measure.name, error.args[0]))
        return cls(
            id=stored.id,
            name=stored.name,
            kind=stored.kind,
            company_id=stored._company().id,
            tz=stored.tz,
            week_start=int(stored.week_start),
            normalise_per=stored.normalise_per,
            per_salesperson=stored.per_salesperson,
            operands=operands,
            problem="\n".join(problems) or None,
            named=NamedPeople.of(env, operands.values()),
            is_known=is_known,
            insiders=frozenset(
                (stored.data_owner_id | stored.check_ids.responsible_id).ids
            ),
        )

    @property
    def breakdowns(self):
        """None, and the breakdowns that all of the metric's measures allow."""
        measures = self.operands.values()
        if self.problem or not measures:
            return [None]
        common = frozenset.intersection(*(each.breakdowns for each in measures))
        people = ("user", "team")
        names = [n for n in people if all(each.group_field(n) for each in measures)]
        return [None, *names, *sorted(common)]


def measure_problem(env, name, problem):
    return env._("Measure “%(name)s”: %(problem)s", name=name, problem=problem)
