"""What an upgrade to a new content version does with the approvals that are valid."""

import logging

_logger = logging.getLogger(__name__)


def carry_over(env, same_meaning=None):
    """Bind what today's content version adds to the approvals that are still valid.

    Appends a row "carry" for each approval that is valid by the content of its own
    version, and logs the approvals that have lapsed by the upgrade itself: something
    that they bind was changed, and nobody has changed it by hand.

    :param same_meaning: {model: ids} of records that a migration has rewritten without
        changing what they mean: their approval is carried over, too
    :return: {model: (ids carried over, ids lapsed)}
    """
    found = {}
    for name in env.registry.descendants(["crm.approval.mixin"], "_inherit"):
        model = env[name]
        if not model._abstract and model._auto:
            kept = set((same_meaning or {}).get(name, ()))
            found[name] = _carry_over_model(model, kept)
    return found


def _carry_over_model(model, kept):
    rows = model.env["crm.approval"].search_fetch(
        [("res_model", "=", model._name), ("event", "!=", "carry")],
        ["res_id", "event", "fingerprint", "content_version"],
        order="id",
    )
    # a record has many rows, and is told once
    ids = dict.fromkeys(rows.mapped("res_id"))
    records = model.with_context(active_test=False).browse(ids).exists()
    contents = records._approval_contents()
    states = records._approval_states_and_rows(contents)
    newest = {row.res_id: row for row in rows}
    decided = {row.res_id: row for row in rows if row.event in ("approve", "reject")}
    carried, lapsed = {}, []
    for record in records:
        state, approval, bound = states[record.id]
        if not bound or bound.content_version >= model._approval_version:
            continue
        # each change by hand has left a row with another fingerprint
        was_valid = (
            decided[record.id] == approval
            and newest[record.id].fingerprint == bound.fingerprint
        )
        if state == "approved" or (record.id in kept and was_valid):
            carried[record.id] = bound._lineage()
        elif was_valid:
            lapsed.append(record.id)
            _logger.info(
                "%s %s (%s): what was approved is computed or written differently now;"
                " the approval has lapsed.",
                model._description,
                record.id,
                record.display_name,
            )
    records.browse(carried)._approval_append("carry", contents, stands_for=carried)
    records._approval_changed()
    return list(carried), lapsed
