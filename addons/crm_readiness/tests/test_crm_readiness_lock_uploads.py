import base64

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import ReadinessCase


@tagged("post_install", "-at_install")
class TestUploads(ReadinessCase):
    """Odoo writes translation files by SQL and calls no ``write``."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("de_DE")
        cls._named("stage", cls.stage)

    @classmethod
    def _named(cls, name, record):
        cls.env["ir.model.data"].create(
            {
                "module": "__upload__",
                "name": name,
                "model": record._name,
                "res_id": record.id,
            }
        )

    def _po(self, field, xmlid, source="Offer"):
        return (
            'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'
            "#. module: __upload__\n"
            f"#: model:{field}:{xmlid}\n"
            f'msgid "{source}"\nmsgstr "Angebot"\n'
        ).encode()

    def _upload(self, content, filename="de.po"):
        return self.env["base.language.import"].create(
            {
                "name": "German",
                "code": "de_DE",
                "filename": filename,
                "data": base64.b64encode(content),
                "overwrite": True,
            }
        )

    def _german(self, record):
        self.env.invalidate_all()
        return record.with_context(lang="de_DE").name

    def test_csv(self):
        rows = [
            "module,type,name,res_id,src,value",
            '__upload__,model,"crm.stage,name",__upload__.stage,Offer,Angebot',
        ]
        self._both(self._upload("\n".join(rows).encode(), "de.csv").import_lang)
        self.assertEqual(self._german(self.stage), "Angebot")

    def test_po(self):
        self._both(
            self._upload(self._po("crm.stage,name", "__upload__.stage")).import_lang
        )
        self.assertEqual(self._german(self.stage), "Angebot")

    def test_switched_group(self):
        group = self.env.ref("crm.group_use_lead")
        content = self._po("res.groups,name", "crm.group_use_lead", group.name)
        self._both(self._upload(content).import_lang)
        self.assertEqual(self._german(group), "Angebot")

    def test_table_of_all_actions(self):
        """The scheduled assignment's action under its other name."""
        action = self.env.ref("crm.ir_cron_crm_lead_assign").ir_actions_server_id
        self._named("action", self.env["ir.actions.actions"].browse(action.id))
        content = self._po("ir.actions.actions,name", "__upload__.action", action.name)
        self._both(self._upload(content).import_lang)

    def test_free(self):
        """Another group, wording of a phase, a term without a translation."""
        self._project()
        group = self.env.ref("base.group_system")
        phase = self.env.ref("crm_readiness.phase_live")
        for record, field, xmlid in (
            (group, "res.groups,name", "base.group_system"),
            (phase, "crm.readiness.phase,name", "crm_readiness.phase_live"),
        ):
            self._upload(self._po(field, xmlid, record.name)).import_lang()
        self.assertEqual(self._german(group), "Angebot")
        empty = self._po("crm.stage,name", "__upload__.stage").replace(b"Angebot", b"")
        self._upload(empty).import_lang()

    def test_uploaded_module(self):
        self.env["ir.attachment"].create(
            {
                "name": "__upload___de_DE.po",
                "url": "/__upload__/i18n/de_DE.po",
                "type": "binary",
                "raw": self._po("crm.stage,name", "__upload__.stage"),
            }
        )
        modules = self.env["ir.module.module"]
        project = self._project()
        self.assertRefused(
            lambda: modules._load_module_terms(["__upload__"], ["de_DE"])
        )
        self.assertEqual(self._german(self.stage), "Offer")
        self._waiver(project, kind="lock", hours=1)
        modules._load_module_terms(["__upload__"], ["de_DE"])
        if "imported" in modules._fields:  # with Odoo's import of data modules
            self.assertEqual(self._german(self.stage), "Angebot")

    def test_installed_modules(self):
        """A language can be installed: its files lie on the server's disk."""
        self._project()
        wizard = self.env["base.language.install"].create(
            {"lang_ids": self.env.ref("base.lang_fr").ids, "overwrite": True}
        )
        wizard.lang_install()

    def test_unreadable(self):
        """Odoo itself says what is wrong with a file."""
        self._project()
        upload = self._upload(b"nothing", "de.xyz")
        with (
            mute_logger(
                "odoo.addons.base.wizard.base_import_language", "odoo.tools.translate"
            ),
            self.assertRaises(UserError),
        ):
            upload.import_lang()
