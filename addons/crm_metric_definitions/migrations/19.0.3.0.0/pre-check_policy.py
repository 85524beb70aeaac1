def migrate(cr, _version):
    """Closed checks keep what they were judged by, the others meet the shipped policy.

    The agreement with the computation had the threshold of the agreement between
    people, and nobody had to be covered.
    """
    cr.execute(
        "ALTER TABLE crm_metric_check ADD COLUMN IF NOT EXISTS min_reference FLOAT"
    )
    cr.execute(
        "ALTER TABLE crm_metric_check ADD COLUMN IF NOT EXISTS min_coverage FLOAT"
    )
    cr.execute(
        "UPDATE crm_metric_check SET min_reference = min_agreement, min_coverage = 0"
        " WHERE min_reference IS NULL"
    )
    cr.execute(
        """
        UPDATE crm_metric_check SET
            min_sample = GREATEST(min_sample, 16),
            min_agreement = GREATEST(min_agreement, 0.8),
            min_kappa = GREATEST(min_kappa, 0.6),
            min_reference = GREATEST(min_reference, 0.85),
            min_coverage = GREATEST(min_coverage, 0.5),
            max_missing = LEAST(max_missing, 0.1),
            max_late = LEAST(max_late, 0.25),
            late_days = LEAST(late_days, 7),
            validity_months = LEAST(validity_months, 12)
         WHERE state IN ('draft', 'open')
        """
    )
