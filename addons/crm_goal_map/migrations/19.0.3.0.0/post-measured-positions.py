"""Measured figures of positions stand beside what was said.

Measuring overwrote what people had said. Such a row keeps its figure, which approvals
hold, and gets the measured one; what was said before is not known any more.
"""


def migrate(cr, version):
    if not version:
        return
    cr.execute(
        """
        UPDATE crm_goal_position_value
           SET measured_value = CASE WHEN unit = '%' THEN figure / 100 ELSE figure END,
               measured_start = period_start,
               measured_end = period_end
         WHERE source = 'live' AND metric_id IS NOT NULL AND measured_value IS NULL
        """
    )
