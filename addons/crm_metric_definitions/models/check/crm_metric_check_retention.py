from odoo import fields, models
from odoo.fields import Command

from ..approval.crm_append_only_mixin import remove
from ..approval.crm_system_fields_mixin import SYSTEM, write_system


class CrmMetricCheck(models.Model):
    """What a check says of single persons is deleted after the retention period."""

    _inherit = "crm.metric.check"

    people_forgotten_on = fields.Date(
        string="Persons forgotten on",
        help="Since then it is no longer known who answered what, nor what the data"
        " said of each person. The result stays.",
        **SYSTEM,
    )

    def _forget_people(self):
        """Delete the answers and what was found of each person; the result stays."""
        for model in ("crm.metric.check.answer", "crm.metric.check.person"):
            remove(self.env[model].sudo().search([("check_id", "in", self.ids)]))
        write_system(
            self,
            {
                "people_forgotten_on": fields.Date.today(),
                "participant_ids": [Command.clear()],
                "own_findings": False,
            },
        )
        for check in self:
            check.message_post(
                body=self.env._(
                    "The retention period has ended: who answered what was deleted."
                    " The result stays."
                )
            )
