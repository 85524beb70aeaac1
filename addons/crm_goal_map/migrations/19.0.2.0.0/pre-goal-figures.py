"""Unknown figures become NULL, and a goal's baseline becomes a pointer to its row.

The old columns hold 0 beside a flag that says whether the figure is known. The content
that approvals are compared with is built from the same figures before and after.
"""

from odoo.tools.sql import rename_column

#: (table, figure, flag)
FLAGS = [
    ("crm_goal", "target_value", "target_known"),
    ("crm_goal", "committed_value", "committed_known"),
    ("crm_goal", "stretch_value", "stretch_known"),
    ("crm_goal_effect", "guard_limit", "guard_known"),
]
#: columns of the goal, without "baseline_", that its frozen row has as well
BASELINE = "value period_start period_end approval_id fingerprint".split()
#: views that are parts of the goal's form today
VIEWS = ("crm_goal_view_form_target", "crm_goal_view_form_reasons")


def migrate(cr, version):
    empty_unknown_figures(cr)
    point_to_baselines(cr)
    # an explanation names the last day of its period, not the first one after it
    rename_column(cr, "crm_goal_explanation", "period_end", "period_last")
    cr.execute("UPDATE crm_goal_explanation SET period_last = period_last - 1")
    delete_views(cr)


def empty_unknown_figures(cr):
    for table, figure, flag in FLAGS:
        cr.execute(
            f"UPDATE {table} SET {figure} ="
            f" CASE WHEN {flag} THEN COALESCE({figure}, 0) END"
        )
        cr.execute(f"ALTER TABLE {table} DROP COLUMN {flag}")
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
    """Point each goal to its newest row; add a row if the goal differs from it."""
    names = ", ".join(BASELINE)
    of_row = ", ".join(f"newest.{name}" for name in BASELINE)
    of_goal = ", ".join(f"goal.baseline_{name}" for name in BASELINE)
    cr.execute("ALTER TABLE crm_goal ADD COLUMN IF NOT EXISTS baseline_id integer")
    cr.execute("UPDATE crm_goal SET baseline_value = COALESCE(baseline_value, 0)")
    cr.execute(
        f"""
        INSERT INTO crm_goal_baseline (
            goal_id, metric_id, {names}, reason, user_id, date, create_uid, create_date
        )
        SELECT goal.id, goal.metric_id, {of_goal},
               'Taken over from the goal at the upgrade',
               owner.id, goal.write_date, owner.id, goal.write_date
          FROM crm_goal goal
          JOIN res_users owner ON owner.id = COALESCE(goal.write_uid, 1)
         WHERE goal.baseline_known
           AND num_nulls(goal.metric_id, goal.baseline_fingerprint,
                         goal.baseline_period_start, goal.baseline_period_end) = 0
           AND NOT EXISTS (
                   SELECT FROM crm_goal_baseline newest
                    WHERE newest.id = (SELECT max(id) FROM crm_goal_baseline
                                        WHERE goal_id = goal.id)
                      AND (newest.metric_id, {of_row})
                          IS NOT DISTINCT FROM (goal.metric_id, {of_goal}))
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
    for name in ("known", *BASELINE):
        cr.execute(f"ALTER TABLE crm_goal DROP COLUMN IF EXISTS baseline_{name}")


def delete_views(cr):
    cr.execute(
        """
        WITH gone AS (
            DELETE FROM ir_model_data WHERE module = 'crm_goal_map' AND name IN %s
               AND model = 'ir.ui.view' RETURNING res_id)
        DELETE FROM ir_ui_view WHERE id IN (SELECT res_id FROM gone)
        """,
        [VIEWS],
    )
