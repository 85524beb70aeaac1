from odoo import fields, models

from odoo.addons.crm_metric_definitions.public import arguments, say

from ..lib.workbook.book import VERSION, Book
from ..lib.workbook.write import write
from .sheets import sheets


class CrmGoalMap(models.Model):
    """The map as a workbook that is edited in a workshop and imported again."""

    _inherit = "crm.goal.map"

    def action_workbook(self):
        """Download the workbook of this map."""
        arguments.one(self)
        return {
            "type": "ir.actions.act_url",
            "url": f"/crm_goal_map/workbook/{self.id}",
            "target": "download",
        }

    def action_read_workbook(self):
        """Open the wizard that reads an edited workbook back."""
        arguments.one(self)
        xml_id = "crm_goal_map.crm_goal_workbook_import_action"
        return self.env["ir.actions.actions"]._for_xml_id(xml_id)

    def _workbook(self):
        """Return the XLSX file of this map, as the user may see it.

        :return: bytes
        """
        self.ensure_one()
        self.check_access("read")
        goal_map = self.with_company(self.company_id)
        pages = sheets(goal_map)
        return write(Book(goal_map._workbook_meta(pages), pages))

    def _workbook_meta(self, pages):
        code = self.env.lang or self.env.user.lang or "en_US"
        lang = self.env["res.lang"]._get_data(code=code)
        return {
            "version": VERSION,
            "database": self._workbook_database(),
            "map_id": str(self.id),
            "map_key": self._workbook_key(),
            "map_name": self.name,
            "lang": code,
            "decimal_point": say.decimal_point(self.with_context(lang=code).env),
            "date_format": lang.date_format or "%Y-%m-%d",
            "written": fields.Datetime.to_string(fields.Datetime.now()),
            **{f"title_{sheet.key}": sheet.title for sheet in pages},
            **{
                f"columns_{sheet.key}": ",".join(c.key for c in sheet.columns)
                for sheet in pages
            },
        }

    def _workbook_database(self):
        return self.env["ir.config_parameter"].sudo().get_param("database.uuid") or ""

    def _workbook_key(self):
        """Return what a map keeps in a restored database, whose uuid is another one."""
        created = self.create_date
        return f"{self.id} {created.isoformat() if created else ''}"
