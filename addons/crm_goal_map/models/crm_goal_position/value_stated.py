from odoo import api, models
from odoo.exceptions import UserError

from ...lib import statement as comparator


class CrmGoalPositionValue(models.Model):
    """A figure as people state it: "under 2 a week", "more than 80 %"."""

    _inherit = "crm.goal.position.value"

    @api.depends("comparator", "figure", "decimals", "unit")
    @api.depends_context("lang")
    def _compute_display(self):
        words = self._words()
        lang = self._lang()
        for value in self:
            # a new row says nothing, so that the example is seen
            empty = not value._origin and value.comparator == comparator.UNKNOWN
            value.display = not empty and comparator.phrase(
                value._statement(), words, lang.decimal_point or "."
            )

    def _inverse_display(self):
        for value in self:
            if value.display:
                value._read_statement(value.display)

    @api.onchange("display")
    def _onchange_display(self):
        if self.display:
            self._read_statement(self.display)

    def _read_statement(self, text):
        self.ensure_one()
        try:
            statement = self._parse(text)
        except ValueError as error:
            raise UserError(
                self.env._(
                    "“%s” is not understood. Write one figure, with a word or sign"
                    " before it and a unit after it if needed: under 2, more than"
                    " 80 %%, about 8 %%.",
                    text,
                )
            ) from error
        self.update(
            {
                "figure": statement.figure,
                "decimals": statement.decimals,
                "unit": statement.unit,
                # last, as a figure makes known what was not
                "comparator": statement.comparator,
            }
        )

    def _parse(self, text):
        point = self._lang().decimal_point or "."
        return comparator.parse(text, point, unknown=bool(self.metric_id))

    def _statement(self):
        return comparator.Statement(
            self.comparator or "=", self.figure, self.decimals, self.unit or ""
        )

    @api.model
    def _decimals(self, figure):
        """Digits needed to print a figure that was given as a number."""
        text = f"{figure:.6f}".rstrip("0")
        return len(text.partition(".")[2])

    def _lang(self):
        code = self.env.lang or "en_US"
        return self.env["res.lang"]._get_data(code=code)

    def _words(self):
        return {
            "=": "%s",
            "<": self.env._("under %s"),
            ">": self.env._("more than %s"),
            "~": self.env._("about %s"),
            "<=": self.env._("at most %s"),
            ">=": self.env._("at least %s"),
            comparator.UNKNOWN: self.env._("not known yet"),
            "a day": self.env._("a day"),
            "a week": self.env._("a week"),
            "a month": self.env._("a month"),
            "a year": self.env._("a year"),
            "x a week": self.env._("x a week"),
            "x a month": self.env._("x a month"),
            "x a year": self.env._("x a year"),
        }
