"""One module per rival: ``NAME``, ``prepare(env, task)`` and ``run(env, task, ready)``.

``prepare`` is not timed: it returns whatever ``run`` needs. ``run`` computes and
returns ``{(metric code, place of the period, user id or None): value}``; where it
returns something else, ``read`` makes that of it. A rival that cannot do a task
returns None from ``prepare``; metrics it has no figure for are its ``CANNOT``,
and periods that it gets wrong are those it ``misses``: they are not compared.
``SLOW`` ones are run fewer times; ``MODEL`` is there if ``SOURCE`` is installed.
"""
