from odoo import models
from odoo.tools import format_date


class CrmGoalPosition(models.Model):
    _inherit = "crm.goal.position"

    def _advisor_words(self):
        """Return what the advisor reads about these positions, as words."""
        existence = dict(self._fields["existence"]._description_selection(self.env))
        return [
            {
                "segment": position.segment_id.name,
                "existence": existence[position.existence],
                "date": format_date(self.env, position.date),
                "finding": position.finding or "",
                "values": [f"{v.label}: {v.display}" for v in position.value_ids],
            }
            for position in self.sorted(lambda p: (p.segment_id.sequence, p.id))
        ]
