def migrate(cr, _version):
    """The figure of a recorded value is its value: the stored copy goes."""
    cr.execute("ALTER TABLE crm_metric_value DROP COLUMN IF EXISTS figure")
