from odoo import fields, models

#: how often a night begins with a unit that kills the job each time
MAX_TRIES = 3


class CrmMetricRecording(models.Model):
    """How far the nightly job has come: one row for each of its units.

    A unit is a company, metric and granularity, and is due once on each day. The job
    notes that it begins with one, so that a unit during which it was killed waits until
    all others are done, and is given up for the day in the end.
    """

    _name = "crm.metric.recording"
    _description = "Recorded Unit of History"

    company_id = fields.Many2one("res.company", required=True, ondelete="cascade")
    metric_id = fields.Many2one(
        "crm.metric.definition", required=True, ondelete="cascade", index=True
    )
    granularity = fields.Char(required=True)
    done_on = fields.Date(string="Last done on")
    tried_on = fields.Date(string="Last begun on")
    tries = fields.Integer(string="Begun so often on that day")

    _one_per_unit = models.UniqueIndex("(metric_id, company_id, granularity)")

    def _due(self, units, day):
        """Return [(unit, its row)] of what is not done on ``day``: what was never
        begun first, then what was done longest ago.

        :param units: list of (company, metric, granularity)
        """
        rows = {
            (row.company_id, row.metric_id, row.granularity): row
            for row in self.search([])
        }
        due = []
        for unit in units:
            row = rows.get(unit, self.browse())
            if row.done_on != day and row._tries_of(day) < MAX_TRIES:
                due.append((unit, row))
        return sorted(due, key=lambda d: (d[1]._tries_of(day), str(d[1].done_on or "")))

    def _tries_of(self, day):
        return self.tries if self.tried_on == day else 0

    def _begin(self, unit, day):
        """Note that the job begins with a unit; return its row."""
        vals = {"tried_on": day, "tries": self._tries_of(day) + 1}
        if self:
            self.write(vals)
            return self
        company, metric, granularity = unit
        names = {"company_id": company.id, "metric_id": metric.id}
        return self.create({**names, "granularity": granularity, **vals})
