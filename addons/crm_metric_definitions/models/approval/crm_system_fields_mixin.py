from odoo import api, models
from odoo.exceptions import UserError

#: parameters of a field that only the system sets
SYSTEM = {"system": True, "readonly": True, "copy": False}


class CrmSystemFieldsMixin(models.AbstractModel):
    """A record some of whose fields are set by the suite's own code only.

    Such a field is declared with ``**SYSTEM`` and set by :func:`write_system`; that is
    no method, so neither RPC nor a server action reaches it. A new record begins with
    the field's own ``default=``, or empty, whatever a context or a default that a user
    saved says. Values that a form, an import, a command of another record or ``sudo``
    passes are refused. A stored computed field is still computed.
    """

    _name = "crm.system.fields.mixin"
    _description = "Record with Fields of the System"

    def _valid_field_parameter(self, field, name):
        return name == "system" or super()._valid_field_parameter(field, name)

    @api.model
    def _system_defaults(self):
        """Return {name: value that a new record begins with} of the fields."""
        names = [n for n, f in self._fields.items() if getattr(f, "system", False)]
        return code_defaults(self, names)

    @api.model
    def default_get(self, fields):
        own = self._system_defaults()
        values = super().default_get([name for name in fields if name not in own])
        names = [n for n in fields if n in own and not self._fields[n].compute]
        return values | {name: own[name] for name in names}

    @api.model_create_multi
    def create(self, vals_list):
        own = self._system_defaults()
        for vals in vals_list:
            self._refuse_system_fields(
                name
                for name, default in own.items()
                if vals.get(name) and vals[name] != default
            )
        # what is missing comes from "default_get"
        return super().create(
            [
                {name: value for name, value in vals.items() if name not in own}
                for vals in vals_list
            ]
        )

    def write(self, vals):
        self._refuse_system_fields(vals.keys() & self._system_defaults().keys())
        return super().write(vals)

    def _refuse_system_fields(self, names):
        for name in names:
            raise UserError(
                self.env._(
                    "%(model)s: “%(field)s” is set by the system only.",
                    model=self._description,
                    field=self._fields[name]._description_string(self.env),
                )
            )


def code_defaults(model, names):
    """Return {field name: default}, as the code and nobody else declares them."""
    defaults = {}
    for name in names:
        field = model._fields[name]
        value = field.default(model) if field.default else False
        value = field.convert_to_cache(value, model, validate=False)
        defaults[name] = field.convert_to_write(value, model)
    return defaults


def write_system(records, vals):
    """Write fields of the system, past the guards of the records' own model."""
    super(CrmSystemFieldsMixin, records.sudo()).write(vals)
