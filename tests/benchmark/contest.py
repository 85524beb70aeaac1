"""Let the rivals compute the tasks: first verified, then in turn."""

from odoo.tools import mute_logger

from .catalogue import TASKS
from .definitions import viewers
from .measure import Result, Runner
from .rivals import gamification, history, kpi, loop, read_group, sql, suite
from .verify import check

RIVALS = (sql, suite, history, read_group, gamification, kpi, loop)


def contest(env, repeat, repeat_slow, say=print, rivals=RIVALS):
    """Return the results of all tasks.

    :param repeat, repeat_slow: clocked runs, and those of approaches that take long
    """
    results = []
    for task in TASKS:
        results += _task(env, task, rivals, repeat, repeat_slow, say)
    return results


def _task(env, task, rivals, repeat, repeat_slow, say):
    contenders = []
    expected = None
    for rival in rivals:
        with mute_logger("odoo.addons.base.models.ir_module"):
            ready = rival.prepare(env, task)
        if ready is None:
            if hasattr(rival, "missing"):
                say(f"{task.code}: {rival.missing(env, task)}")
            continue
        runner = Runner(env, rival, task, ready)
        result = Result(task.code, rival.NAME)
        if not runner.is_slow:
            runner.run()
        found = runner.figures(runner.weighed(result))
        if expected is None:
            expected = found
        cells = check(task, rival.NAME, found, expected)
        contenders.append((runner, result))
        env.cr.commit()
    for role, user in viewers(env).items():
        theirs = env(user=user.id, su=False)
        runner = Runner(theirs, suite, task, suite.prepare(theirs, task))
        check(task, f"suite as {role}", runner.figures(runner.run()), expected)
    agree = f"{len(contenders)} approaches and {len(viewers(env))} roles agree"
    say(f"{task.code}: {agree} on {cells} figures")
    for turn in range(max(repeat, repeat_slow) - 1):
        for runner, result in contenders:
            if turn < (repeat_slow if runner.is_slow else repeat) - 1:
                runner.clocked(result)
    return [result for _runner, result in contenders]
