"""One module per rival: ``NAME``, ``prepare(env, task)`` and ``run(env, task, ready)``.

``prepare`` is not timed: it returns whatever ``run`` needs. ``run`` computes and
returns ``{(metric code, place of the period, user id or None): value}``; a rival that
cannot do a task says so by returning None from ``prepare``.
"""
