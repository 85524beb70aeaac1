"""Unknown figures become NULL, and a goal's baseline becomes a pointer to its row.

The old columns hold 0 beside a flag that says whether the figure is known. The content
that approvals are compared with is built from the same figures before and after.
"""

from odoo.tools.sql import column_exists, rename_column

#: (table, figure, flag)
FLAGS = [
    ("crm_goal", "target_value", "target_known"),
    ("crm_goal", "committed_value", "committed_known"),
    ("crm_goal", "stretch_value", "stretch_known"),
    ("crm_goal_effect", "guard_limit", "guard_known"),
]
#: columns of the goal, without "baseline_", that its frozen row has as well
BASELINE = "known value period_start period_end approval_id fingerprint".split()
#: views that are parts of the goal's form today
VIEWS = ("crm_goal_view_form_target", "crm_goal_view_form_reasons")


def migrate(cr, version):
    empty_unknown_figures(cr)
    if column_exists(cr, "crm_goal", "baseline_known"):
        point_to_baselines(cr)
    show_last_days(cr)
    delete_views(cr)


def empty_unknown_figures(cr):
    for table, figure, flag in FLAGS:
        if not column_exists(cr, table, flag):
            continue
        cr.execute(
            f"UPDATE {table} SET {figure} ="
            f" CASE WHEN {flag} THEN COALESCE({figure}, 0) END"
        )
        cr.execute(f"ALTER TABLE {table} DROP COLUMN {flag}")
        if figure == "target_value":
            cr.execute(
                """
                UPDATE crm_goal
                   SET target_change = NULLIF(target_change, 0),
                       target_upper = CASE WHEN target_comparator = 'range'
                                           THEN COALESCE(target_upper, 0)
                                           ELSE NULLIF(target_upper, 0) END
                """
            )


def point_to_baselines(cr):
    cr.execute("ALTER TABLE crm_goal ADD COLUMN IF NOT EXISTS baseline_id integer")
    cr.execute(
        """
        WITH newest AS (
            SELECT DISTINCT ON (goal_id) * FROM crm_goal_baseline
             ORDER BY goal_id, id DESC
        )
        INSERT INTO crm_goal_baseline (
            goal_id, metric_id, value, period_start, period_end, approval_id,
            fingerprint, reason, user_id, date,
            create_uid, create_date, write_uid, write_date
        )
        SELECT goal.id, goal.metric_id, COALESCE(goal.baseline_value, 0),
               goal.baseline_period_start, goal.baseline_period_end,
               goal.baseline_approval_id, goal.baseline_fingerprint,
               'Taken over from the goal at the upgrade', owner.id, goal.write_date,
               owner.id, goal.write_date, owner.id, goal.write_date
          FROM crm_goal goal
          JOIN res_users owner ON owner.id = COALESCE(goal.write_uid, 1)
     LEFT JOIN newest ON newest.goal_id = goal.id
         WHERE goal.baseline_known
           AND num_nulls(
                   goal.metric_id, goal.baseline_fingerprint,
                   goal.baseline_period_start, goal.baseline_period_end
               ) = 0
           AND (newest.metric_id, newest.value, newest.period_start,
                newest.period_end, newest.approval_id, newest.fingerprint)
               IS DISTINCT FROM
               (goal.metric_id, COALESCE(goal.baseline_value, 0),
                goal.baseline_period_start, goal.baseline_period_end,
                goal.baseline_approval_id, goal.baseline_fingerprint)
        """
    )
    cr.execute(
        """
        UPDATE crm_goal goal
           SET baseline_id = (SELECT max(id) FROM crm_goal_baseline
                               WHERE goal_id = goal.id)
         WHERE baseline_known
        """
    )
    for name in BASELINE:
        cr.execute(f"ALTER TABLE crm_goal DROP COLUMN IF EXISTS baseline_{name}")


def show_last_days(cr):
    """An explanation names the last day of its period, not the first one after it."""
    table = "crm_goal_explanation"
    if column_exists(cr, table, "period_end"):
        rename_column(cr, table, "period_end", "period_last")
        cr.execute(
            "UPDATE crm_goal_explanation SET period_last = period_last - 1"
            " WHERE period_last IS NOT NULL"
        )


def delete_views(cr):
    cr.execute(
        """
        DELETE FROM ir_ui_view view USING ir_model_data data
         WHERE data.module = 'crm_goal_map' AND data.name IN %s
           AND data.model = 'ir.ui.view' AND data.res_id = view.id
        """,
        [VIEWS],
    )
    cr.execute(
        "DELETE FROM ir_model_data WHERE module = 'crm_goal_map' AND name IN %s",
        [VIEWS],
    )
