from odoo.tools import SQL


def uninstall_hook(env):
    """Empty our own tables, so that nothing refers to what is deleted next."""
    empty_tables(env, "crm_metric_definitions")


def empty_tables(env, module):
    """Delete all rows of the models that ``module`` brought.

    Uninstalling drops these tables anyway, but first it deletes the records that
    came as data, one by one, while rows that people made still refer to them.
    """
    names = [name for name in env if env[name]._original_module == module]
    domain = [("model", "=", "mail.activity.type"), ("module", "=", module)]
    types = env["ir.model.data"].search(domain).mapped("res_id")
    env["mail.activity"].with_context(active_test=False).search(
        ["|", ("res_model", "in", names), ("activity_type_id", "in", types)]
    ).unlink()
    env.flush_all()
    # ids begin anew after the next installation: no old approval may fit a new record
    env.cr.execute(SQL("DELETE FROM crm_approval WHERE res_model = ANY(%s)", names))
    for table in _in_order(env, {env[name]._table for name in names}):
        env.cr.execute(SQL("DELETE FROM %s", SQL.identifier(table)))
    env.invalidate_all()


def rename_xml_ids(cr, module, renamed):
    """Rename xml ids of ``module`` before its data files are read; the records stay.

    :param renamed: pairs of a pattern for the old name and the new name; a scheduled
        action takes the server action along that Odoo names after it
    """
    for old, new in renamed:
        cr.execute(
            """UPDATE ir_model_data SET name = regexp_replace(name, %(old)s, %(new)s)
                WHERE module = %(module)s AND name ~ %(old)s""",
            {
                "old": f"^{old}(?=(_ir_actions_server)?$)",
                "new": new,
                "module": module,
            },
        )


def empty_view_extensions(cr, module):
    """Empty the view extensions of ``module`` before its data files fill them anew.

    While the first views of an upgrade are read, the others are still the old ones: a
    button of theirs may name a method that is gone, and Odoo would refuse the upgrade.
    """
    cr.execute(
        """UPDATE ir_ui_view SET arch_db = '{"en_US": "<data/>"}'
             FROM ir_model_data AS data
            WHERE data.model = 'ir.ui.view' AND data.res_id = ir_ui_view.id
              AND data.module = %s AND ir_ui_view.mode = 'extension'""",
        [module],
    )


def _in_order(env, names):
    """Yield the tables in an order in which no foreign key blocks emptying them."""
    tables = env.execute_query(
        SQL(
            """SELECT relname FROM pg_class WHERE relkind = 'r'
               AND relnamespace = current_schema::regnamespace
               AND relname = ANY(%s)""",
            list(names),
        )
    )
    remaining = {table for (table,) in tables}
    restricts = env.execute_query(
        SQL(
            """SELECT source.relname, target.relname FROM pg_constraint AS key
               JOIN pg_class AS source ON source.oid = key.conrelid
               JOIN pg_class AS target ON target.oid = key.confrelid
               WHERE key.contype = 'f' AND key.confdeltype IN ('a', 'r')"""
        )
    )
    while remaining:
        held = {to for of, to in restricts if of in remaining and of != to}
        free = sorted(remaining - held) or sorted(remaining)
        yield free[0]
        remaining.discard(free[0])
