VIEWS = ("person", "touch", "knowledge", "neglect")


def migrate(cr, _version):
    """The reports are queries of their models now: the database needs no views."""
    for name in (*(f"crm_contact_{view}" for view in VIEWS), "crm_lead_cycle"):
        cr.execute(f"DROP VIEW IF EXISTS {name}")
