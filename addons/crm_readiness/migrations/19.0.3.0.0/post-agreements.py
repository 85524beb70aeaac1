def migrate(cr, version):
    """Projects that lock go on to hold what all companies share.

    Until now nobody was asked, so the row names nobody, and no company as asked.
    """
    if not version:
        return
    cr.execute(
        """INSERT INTO crm_readiness_agreement
                  (project_id, company_id, date, create_uid, create_date)
           SELECT id, company_id, now() at time zone 'UTC', 1,
                  now() at time zone 'UTC'
             FROM crm_readiness_project project
            WHERE active AND lock_enabled
              AND NOT EXISTS (SELECT 1 FROM crm_readiness_agreement agreement
                               WHERE agreement.project_id = project.id)"""
    )
