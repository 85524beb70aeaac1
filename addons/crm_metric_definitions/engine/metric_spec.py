from collections.abc import Mapping
from dataclasses import dataclass

from .errors import MeasureError
from .measure_spec import MeasureSpec
from .person_days import with_members
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
    insiders: frozenset  # ids of users who read it while it is not known
    is_known: bool = False  # its figures are official

    @classmethod
    def of(cls, metric, meanings=None):
        """Read a metric and its measures.

        :param meanings: Meanings of its measures: what they name may be missing
        """
        env, stored = metric.env, metric.sudo()
        operands, problem = operands_of(metric, meanings)
        if stored.per_salesperson:
            operands = {
                name: with_members(measure, stored._company().id, stored.tz)
                for name, measure in operands.items()
            }
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
            problem=problem,
            named=NamedPeople.of(env, operands.values()),
            insiders=frozenset(
                (stored.data_owner_id | stored.check_ids.responsible_id).ids
            ),
        )

    @property
    def mixes_people(self):
        """Whether the sides of a ratio belong to different people: the one who did
        something, say, and the one who is in charge."""
        return len({measure.person for measure in self.operands.values()}) > 1

    @property
    def breakdowns(self):
        """None, and the breakdowns that all of the metric's measures allow."""
        measures = self.operands.values()
        if self.problem or not measures:
            return [None]
        common = frozenset.intersection(*(each.breakdowns for each in measures))
        people = ("team",) if self.mixes_people else ("user", "team")
        names = [n for n in people if all(each.group_field(n) for each in measures)]
        return [None, *names, *sorted(common)]


def operands_of(metric, meanings=None):
    """Return ({"numerator" or "denominator": MeasureSpec}, why not computable or None).

    :param meanings: as of ``MetricSpec.of``
    """
    env, operands, problems = metric.env, {}, []
    for name, measure in metric._operands().items():
        try:
            operands[name] = MeasureSpec.of(measure)
            if meanings and (missing := list(meanings.problems(env, measure))):
                raise MeasureError("\n".join(missing))
        except MeasureError as error:
            problems.append(measure_problem(env, measure.name, error.args[0]))
    problems += _zone_problems(metric.sudo(), operands)
    return operands, "\n".join(problems) or None


def _zone_problems(metric, operands):
    """Return [why the metric's days are not those of its source], or []."""
    env, company = metric.env, metric._company()
    for measure in operands.values():
        model = env[measure.model]
        by_company = getattr(model, "_metric_days_of_company", False)
        if by_company and company.metric_tz != metric.tz:
            problem = env._(
                "“%(records)s” are counted by the days of %(company)s, in the time"
                " zone %(zone)s; the procedure says %(tz)s.",
                records=model._description,
                company=company.name,
                zone=company.metric_tz,
                tz=metric.tz,
            )
            return [problem]
    return []


def measure_problem(env, name, problem):
    return env._("Measure “%(name)s”: %(problem)s", name=name, problem=problem)
