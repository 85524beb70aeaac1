from odoo import api, models
from odoo.exceptions import UserError

from .crm_system_fields_mixin import code_defaults


class CrmAppendOnlyMixin(models.AbstractModel):
    """Rows that are written once, by the suite's own code, and never change.

    ``create``, ``write`` and ``unlink`` are closed whatever the user, the context
    or ``sudo``. Only the functions below add, amend and remove rows; they are no
    methods, so neither RPC nor a server action can reach them.
    """

    _name = "crm.append.only.mixin"
    _description = "Append-only Record"

    #: the fields that ``amend`` may change; every other one stays as it was written
    _amendable = frozenset()

    @api.model_create_multi
    def create(self, vals_list):  # pylint: disable=method-required-super
        self._refuse_rows(vals_list)
        return self.browse()

    def write(self, vals):  # pylint: disable=method-required-super
        self._refuse_rows(self and vals)
        return True

    def unlink(self):  # pylint: disable=method-required-super
        # unlike "ondelete" methods this holds during an uninstallation, too
        self._refuse_rows(self)
        return True

    @api.model
    def default_get(self, fields):  # pylint: disable=method-required-super
        """Return the defaults of the code, not those of the context or of a user."""
        names = [n for n in fields if n in self._fields and self._fields[n].default]
        return code_defaults(self, names)

    def _refuse_rows(self, rows):
        if rows:
            raise UserError(
                self.env._(
                    "%(model)s: entries are added by their own buttons only. Nobody can"
                    " change or delete them.",
                    model=self._description,
                )
            )


def append(model, vals_list):
    """Add rows to an append-only model and return them.

    :param model: an empty recordset of the model, with the acting user
    :param vals_list: list of dicts, as for ``create``
    """
    return super(CrmAppendOnlyMixin, model.sudo()).create(vals_list).sudo(model.env.su)


def amend(records, vals):
    """Change what may change of append-only rows: the model's ``_amendable`` fields."""
    fixed = set(vals) - records._amendable
    if fixed:
        raise ValueError(f"{records._name}: {', '.join(sorted(fixed))} cannot change")
    super(CrmAppendOnlyMixin, records.sudo()).write(vals)


def remove(records):
    """Delete rows of single persons whose retention period is over, and no others."""
    return super(CrmAppendOnlyMixin, records.sudo()).unlink()
