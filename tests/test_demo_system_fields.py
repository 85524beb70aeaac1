"""What only the system sets: declared once per model, and closed at every door.

The models and their fields come from the registry, so that a later one takes part by
itself. The records of the demo company are what is created, copied and imported.
"""

from odoo import fields
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

ADDONS = ("crm_metric_definitions", "crm_goal_map", "crm_readiness")
LOG = {"id", "create_uid", "create_date", "write_uid", "write_date", "display_name"}

NOBODY = "nobody may create rows or write this: see test_nobody_writes"
#: {model: {stored field that nobody types: why it needs no guard}}
FREE = {
    "crm.metric.measure": {
        "model": "the name of model_id, kept for when that is gone",
        "field_name": "the name of field_id, likewise",
        "date_field_name": "likewise",
        "date_to_field_name": "likewise",
        "user_field_name": "likewise",
        "team_field_name": "likewise",
    },
    "crm.metric.source": {"model": "the name of model_id, for when that is gone"},
    "crm.contact.colleague": dict.fromkeys(
        ("partner_id", "user_id", "message_ids", "event_ids"), NOBODY
    ),
    "crm.salesperson.period": {"from_records": NOBODY}
    | dict.fromkeys(
        ("user_id", "team_id", "company_id", "date_to", "recorded_from"), NOBODY
    ),
}


@tagged("post_install", "-at_install")
class TestSystemFields(TransactionCase):
    """Every stored field of the suite that a person does not type."""

    def _models(self):
        """Return the stored models of the suite."""
        Data = self.env["ir.model.data"].sudo()
        rows = Data.search([("model", "=", "ir.model"), ("module", "in", ADDONS)])
        ids = dict.fromkeys(rows.mapped("res_id"))
        for model in self.env["ir.model"].sudo().browse(ids).exists():
            known = self.env.get(model.model)
            if known is None or known._abstract or known._transient or not known._auto:
                continue
            if known._original_module in ADDONS:
                yield known.sudo()

    def _declared(self, model):
        return {n for n, f in model._fields.items() if getattr(f, "system", False)}

    def _is_append_only(self, model):
        bases = {name for cls in type(model).mro() for name in _inherits(cls)}
        return "crm.append.only.mixin" in bases

    def test_each_is_declared_or_free_for_a_reason(self):
        undeclared, stale = [], []
        for model in self._models():
            if self._is_append_only(model):
                continue  # nothing of it can be typed
            free = FREE.get(model._name, {})
            declared = self._declared(model)
            for name, field in model._fields.items():
                inherited = field._module not in ADDONS
                if name in LOG or inherited or not field.store or field.related:
                    continue
                if field.type == "one2many":
                    continue  # rows of a model that is looked at itself
                typed = not field.readonly and not field.compute
                chosen = field.compute and not field.readonly
                if not (typed or chosen or name in declared or name in free):
                    undeclared.append(f"{model._name}.{name}")
            stale += [f"{model._name}.{n}" for n in free.keys() & declared]
        self.assertFalse(undeclared, "stored, set by code, neither declared nor free")
        self.assertFalse(stale, "declared and free")

    def test_each_declared_one_is_closed_at_every_door(self):
        tried = 0
        for model in self._models():
            for name in sorted(self._declared(model)):
                with self.subTest(model=model._name, field=name):
                    self._try_doors(model, name)
                    tried += 1
        self.assertGreater(tried, 30)

    def test_nobody_writes_what_is_free_for_that_reason(self):
        admin = self.env.ref("base.user_admin")
        admin.group_ids |= self.env.ref("crm_metric_definitions.group_metric_manager")
        for name, free in FREE.items():
            model = self.env[name].with_user(admin)
            closed = [field for field, why in free.items() if why == NOBODY]
            if not closed:
                continue
            with self.assertRaises(UserError):
                model.create({})
            record = model.sudo().search([], limit=1).with_user(admin)
            for field in closed if record else ():
                foul = self._foul_value(record, model._fields[field])
                with self.subTest(field=field), self.assertRaises(UserError):
                    record.write({field: foul})

    def _try_doors(self, model, name):
        record = model.with_context(active_test=False).search([], limit=1)
        if not record:
            return
        field = model._fields[name]
        foul = self._foul_value(record, field)
        if foul is None or field.compute:
            return self._try_writing(record, name, foul)
        begins = model._system_defaults()[name] or False
        vals = self._vals(record)
        self._try_writing(record, name, foul)
        # accepted without, refused with
        self.assertEqual(self._begun(self._create(model, vals), name), begins)
        with self.assertRaises(UserError):
            self._create(model, {**vals, name: foul})
        # defaults of others
        tempted = model.with_context(**{f"default_{name}": foul})
        self.assertEqual(self._begun(self._create(tempted, vals), name), begins)
        if field.type not in ("json", "one2many", "many2many"):
            self.env["ir.default"].sudo().set(model._name, name, foul)
            self.assertEqual(self._begun(self._create(model, vals), name), begins)
            self.env["ir.default"].sudo().search([]).unlink()
        # a copy, the form's own method, values that an onchange proposes
        if vals:
            copied = record.copy() if self._can_copy(record) else record.browse()
            self.assertIn(self._begun(copied, name), (begins, False))
        with self.assertRaises(UserError):
            record.web_save({name: foul}, {name: {}})
        proposed = tempted.onchange({}, [], {name: {}})["value"].get(name)
        if name != "user_id":
            self.assertFalse(proposed and proposed == foul, "proposed by the form")
        self._try_import(record, name, foul)
        self._try_parents(record, name, foul)

    def _try_writing(self, record, name, foul):
        if foul is None:
            return
        for door in (record, record.with_user(self.env.ref("base.user_admin"))):
            with self.assertRaises(UserError):
                door.write({name: foul})
            with self.assertRaises(UserError):
                door[name] = foul

    def _try_import(self, record, name, foul):
        """A row of an import that names the record and the field changes nothing."""
        before = record[name]
        self.env["ir.model.data"].create(
            {
                "module": "__test__",
                "name": f"row_{record._table}_{record.id}_{name}",
                "model": record._name,
                "res_id": record.id,
            }
        )
        with mute_logger("odoo.models.unlink"):
            result = record.load(
                ["id", name],
                [[f"__test__.row_{record._table}_{record.id}_{name}", str(foul)]],
            )
        record.invalidate_recordset()
        self.assertEqual(record[name], before)
        self.assertTrue(result["messages"] or record[name] == before)

    def _try_parents(self, record, name, foul):
        for parent_name in self.env:
            parent = self.env[parent_name]
            if parent._abstract or parent._transient or not parent._auto:
                continue
            for field in parent._fields.values():
                if field.type != "one2many" or field.comodel_name != record._name:
                    continue
                if field._module not in ADDONS or not field.inverse_name:
                    continue
                inverse = record._fields.get(field.inverse_name)
                if inverse is None or inverse.type != "many2one":
                    continue
                owner = record[field.inverse_name]
                if not owner:
                    continue
                command = Command.update(record.id, {name: foul})
                with self.assertRaises(UserError):
                    owner.sudo().write({field.name: [command]})

    def _can_copy(self, record):
        try:
            with self.env.cr.savepoint(), mute_logger("odoo.sql_db"):
                record.copy()
            return True
        except Exception:
            return False

    def _vals(self, record):
        """Return values that create a record like this one."""
        vals = record.copy_data()[0]
        for key in list(vals):
            if record._fields[key].type in ("one2many", "many2many"):
                del vals[key]
        return vals

    def _create(self, model, vals):
        """Create a record on a day of its own: some are unique for a day."""
        if "date" in model._fields and model._fields["date"].type == "date":
            self.days = getattr(self, "days", 0) + 1
            day = fields.Date.add(fields.Date.to_date("2020-01-01"), days=self.days)
            vals = {**vals, "date": day}
        return model.create(dict(vals))

    def _begun(self, records, name):
        if not records:
            return False
        field = records._fields[name]
        value = field.convert_to_write(records[name], records)
        return value or False

    def _foul_value(self, record, field):
        """Return a value of the field's type that the record does not have."""
        name, now = field.name, record[field.name]
        if field.type == "boolean":
            return True
        if field.type == "selection":
            keys = [key for key in field.get_values(self.env) if key != now]
            begins = record._system_defaults()[name]
            return next((key for key in keys if key != begins), None)
        if field.type == "many2one":
            other = self.env[field.comodel_name].sudo()
            other = other.with_context(active_test=False).search(
                [("id", "!=", now.id)], limit=1, order="id desc"
            )
            return other.id or None
        plain = {
            "char": "forged",
            "text": "forged",
            "html": "<p>forged</p>",
            "integer": 77,
            "float": 0.77,
            "monetary": 0.77,
            "date": "2031-07-07",
            "datetime": "2031-07-07 07:07:07",
            "json": {"forged": True},
        }
        return plain.get(field.type)


def _inherits(cls):
    inherit = cls.__dict__.get("_inherit") or ()
    return [inherit] if isinstance(inherit, str) else list(inherit)
