from odoo import api, models
from odoo.exceptions import UserError

from ...lib.amounts import Expected, amount
from ...lib.statement import NotRead, parse
from ...lib.units import unit_of
from ..approval import say


class CrmMetricDefinition(models.Model):
    """Figures of a metric as people type them; see ``lib/statement.py``."""

    _inherit = "crm.metric.definition"

    def _read_typed(self, text, basis="", point=None):
        """Read a figure of this metric, or of none, as somebody typed it.

        :param basis: a goal's kind of target where a change may be typed, too
        :param point: the decimal point; by default that of the reader's language
        :return: (Statement, Amount)
        :raise UserError: one sentence that says what is not understood
        """
        try:
            stated = parse(text, point or say.decimal_point(self.env))
            return stated, amount(stated, self._expected(), basis)
        except NotRead as reason:
            raise UserError(self._typed_problem(reason, text)) from reason

    def _expected(self):
        """Return what a figure of this metric looks like: ``statement.Expected``."""
        if not self:
            return Expected()
        units = []
        if self.value_format == "money":
            currency = self._company().currency_id
            units = [currency.name, currency.symbol]
        elif self.value_format == "number":
            # people write the unit in their own language
            languages = [code for code, _name in self.env["res.lang"].get_installed()]
            units = [
                self.with_context(lang=code, prefetch_langs=True).unit
                for code in languages
            ]
            if self.normalise_per != "none":
                units.append(f"per {self.normalise_per}")
        units = [unit.strip() for unit in units if unit]
        names = {unit_of(unit)[0] for unit in units} - {""}
        return Expected(self.value_format, names | {unit.lower() for unit in units})

    @api.model
    def _typed_problem(self, reason, text):
        """Say why a text is no figure of this metric: one sentence."""
        sentences = {
            "figure": self.env._(
                "“%(text)s” is not a figure. Write one number, such as 48 or 2.5."
            ),
            "range": self.env._("“%(text)s” names two figures. Write one."),
            "level": self.env._(
                "“%(text)s” is a change. Write the level itself here, without a sign."
            ),
            "step": self.env._(
                "“%(text)s” does not say of what: write +5 %% for a relative change, or"
                " +5 points for percentage points."
            ),
            "unit": self.env._(
                "“%(text)s”: “%(unit)s” is not the unit of “%(metric)s”. %(own)s"
            ),
        }
        if not self and reason.code == "unit":
            sentences["unit"] = self.env._(
                "“%(text)s”: choose the metric first, “%(unit)s” may not be its unit."
            )
        return sentences[reason.code] % {
            "text": str(text or "")[:100],
            "unit": reason.unit,
            "metric": self.name or "",
            "own": self._own_unit_sentence(),
        }

    def _own_unit_sentence(self):
        if self.value_format == "percent":
            return self.env._("Write it in percent: 48 %.")
        if self.value_format == "money":
            return self.env._("Write it in %s.", self._company().currency_id.name)
        if self.unit:
            return self.env._("Write it in the unit “%s”.", self.unit)
        return self.env._("It has none: write the number alone.")
