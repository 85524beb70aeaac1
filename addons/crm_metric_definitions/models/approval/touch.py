from odoo.tools import SQL


def touch(env, table, column, rows):
    """Keep other requests from writing these rows; ``rows`` is an SQL condition.

    If another request has written them since this one began, PostgreSQL fails this
    one, and Odoo repeats it.
    """
    env.flush_all()
    hold(env, table, column, rows)


def hold(env, table, column, rows):
    """Do as ``touch``, where what is still to be written does not matter."""
    table, column = SQL.identifier(table), SQL.identifier(column)
    query = SQL("UPDATE %s SET %s = %s WHERE %s", table, column, column, rows)
    env.cr.execute(query, log_exceptions=False)
