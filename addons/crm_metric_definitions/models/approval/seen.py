"""Who decides says what he has seen: by the fingerprint of what was shown to him."""

from odoo.exceptions import UserError


def seen(records, fingerprint):
    """Return {record id: fingerprint (str)} of what the caller has seen.

    :param fingerprint: a text for one record; for several a dict {id: text}, whose keys
        may be texts, as JSON has them
    :raises UserError: it is missing for one of the records, or has another shape
    """
    env = records.env
    if isinstance(fingerprint, str) and len(records) <= 1:
        fingerprint = {records.id: fingerprint}
    if fingerprint and not isinstance(fingerprint, dict):
        raise UserError(
            env._(
                "What was seen is said by one fingerprint, for several records by"
                " {id: fingerprint}."
            )
        )
    given = {str(key): value for key, value in (fingerprint or {}).items()}
    found = {record.id: given.get(str(record.id)) for record in records}
    for record in records:
        if not found[record.id] or not isinstance(found[record.id], str):
            raise UserError(
                env._(
                    "“%s”: open it and decide on what you see. A decision carries the"
                    " fingerprint of what was shown.",
                    record.display_name,
                )
            )
    return found
