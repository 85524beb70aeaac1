import json

MANY = 3
OF_ANSWERS = ("agreement", "kappa", "reference")
SIGNALS = ("missing", "late", "late_stage", "default")


def migrate(cr, _version):
    """Figures of closed checks that rest on one or two people become personal."""
    cr.execute(
        """
        SELECT id, findings, own_findings, people_forgotten_on IS NOT NULL,
               (SELECT json_agg(person.findings) FROM crm_metric_check_person AS person
                 WHERE person.check_id = checked.id AND person.user_id IS NOT NULL)
          FROM crm_metric_check AS checked
         WHERE state = 'closed' AND findings IS NOT NULL
           AND NOT (findings ? 'answering')
        """
    )
    for id_, findings, own, forgotten, persons in cr.fetchall():
        personal = {
            name: findings[name]
            for name, people in _people_behind(findings, persons or []).items()
            if people < MANY and findings.get(name) is not None
        }
        if not personal:
            continue
        findings = {**findings, **dict.fromkeys(personal)}
        own = None if forgotten else json.dumps({**(own or {}), **personal})
        cr.execute(
            "UPDATE crm_metric_check SET findings = %s, own_findings = %s"
            " WHERE id = %s",
            (json.dumps(findings), own, id_),
        )


def _people_behind(findings, persons):
    """Return {name of a figure: number of people it rests on, at least}."""
    answered = findings.get("people") or 0
    signals = {
        name: sum((found or {}).get(name) is not None for found in persons)
        for name in SIGNALS
    }
    if findings.get("producers") is None:
        # a source that does not tell who is behind its records
        signals = {}
    # it was the lowest one of a single person
    return {**dict.fromkeys(OF_ANSWERS, answered), "repeat": 1, **signals}
