"""Let the rivals compute the tasks: first verified, then in turn."""

from .catalogue import TASKS
from .definitions import viewers
from .measure import Result, Runner
from .rivals import (
    gamification,
    history,
    kpi,
    loop,
    mis_builder,
    read_group,
    sql,
    suite,
)
from .verify import check

RIVALS = (sql, suite, history, read_group, gamification, kpi, mis_builder, loop)


def contest(env, repeat, repeat_slow, say=print, rivals=RIVALS, tasks=TASKS):
    """Return the results of the tasks.

    :param repeat, repeat_slow: clocked runs, and those of approaches that take long
    """
    results = []
    for rival in rivals:
        model = getattr(rival, "MODEL", None)
        if model and model not in env:
            say(f"{rival.NAME} is left out: {rival.SOURCE} is not installed.")
    for task in tasks:
        results += _task(env, task, rivals, repeat, repeat_slow, say)
    return results


def _task(env, task, rivals, repeat, repeat_slow, say):
    contenders = []
    expected = None
    for rival in rivals:
        ready = rival.prepare(env, task)
        if ready is None:
            continue
        runner = Runner(env, rival, task, ready)
        result = Result(task.code, rival.NAME)
        if not runner.is_slow:
            runner.run()
        found = runner.figures(runner.weighed(result))
        if expected is None:
            expected = found
        check(task, rival.NAME, found, _within_reach(rival, task, expected))
        contenders.append((runner, result))
    for role, user in viewers(env).items():
        theirs = env(user=user.id, su=False)
        runner = Runner(theirs, suite, task, suite.prepare(theirs, task))
        check(task, f"suite as {role}", runner.figures(runner.run()), expected)
    agree = f"{len(contenders)} approaches and {len(viewers(env))} roles agree"
    say(f"{task.code}: {agree} on {len(expected)} figures")
    for turn in range(max(repeat, repeat_slow) - 1):
        for runner, result in contenders:
            if turn < (repeat_slow if runner.is_slow else repeat) - 1:
                runner.clocked(result)
    return [result for _runner, result in contenders]


def _within_reach(rival, task, expected):
    """The figures that a rival can have right."""
    cannot = getattr(rival, "CANNOT", ())
    misses = getattr(rival, "misses", lambda period: False)
    missed = [place for place, period in enumerate(task.periods) if misses(period)]
    return {
        key: value
        for key, value in expected.items()
        if key[0] not in cannot and key[1] not in missed
    }
