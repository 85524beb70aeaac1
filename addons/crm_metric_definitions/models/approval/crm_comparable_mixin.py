from odoo import models
from odoo.exceptions import UserError


class CrmComparableMixin(models.AbstractModel):
    """Who approves again may declare the content comparable with the one before.

    Then what was gathered for the one before holds for this one: the check, frozen
    baselines. Only where it is still the same procedure, and with a reason.
    """

    _name = "crm.comparable.mixin"
    _description = "Comparable Approvals"

    def _approval_may_compare(self, old, new):  # pylint: disable=unused-argument
        """Tell whether two contents can be comparable: by the same procedure."""
        return False

    def _approval_comparable(self, contents):
        """Return {id: row that bound the content before} where they can be compared.

        :param contents: what ``_approval_contents`` returned
        """
        rows = {}
        for id_, found in self._approval_states_and_rows(contents).items():
            state, _approval, bound = found
            if state == "approved" or not bound:
                continue
            content = contents[id_]
            if bound.content_version != self._approval_version:
                content = self.browse(id_)._approval_contents(bound.content_version)[
                    id_
                ]
            if self._approval_may_compare(bound.content, content):
                rows[id_] = bound
        return rows

    def _approval_declared(self, contents, reason):
        """Return the values of the rows that declare contents comparable.

        :raises UserError: without a reason, or where they cannot be compared
        """
        if reason is None:
            return {}
        if not isinstance(reason, str) or not reason.strip():
            raise UserError(self.env._("Say why the two contents are comparable."))
        rows = self._approval_comparable(contents)
        for record in self:
            if record.id not in rows:
                raise UserError(
                    self.env._(
                        "“%s” cannot be declared comparable: its procedure or formula"
                        " is another one than at the approval before.",
                        record.display_name,
                    )
                )
        return {
            "comparable": dict.fromkeys(rows, reason.strip()),
            "stands_for": {id_: row._lineage() for id_, row in rows.items()},
        }
