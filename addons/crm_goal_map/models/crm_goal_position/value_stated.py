from odoo import api, models
from odoo.exceptions import UserError

from ...lib import statement
from ..words import decimal_point


class CrmGoalPositionValue(models.Model):
    """A figure as people state it: "under 2 a week", "more than 80 %"."""

    _inherit = "crm.goal.position.value"

    @api.depends("comparator", "figure", "decimals", "unit")
    @api.depends_context("lang")
    def _compute_display(self):
        for value in self:
            # a new row says nothing, so that the example is seen
            empty = not value._origin and value.comparator == statement.UNKNOWN
            value.display = not empty and self._phrase(
                statement.Statement(
                    value.comparator or "=",
                    value.figure,
                    value.decimals,
                    value.unit or "",
                )
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
            stated = self._parse(text)
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
                "figure": stated.figure,
                "decimals": stated.decimals,
                "unit": stated.unit,
                # last, as a figure makes known what was not
                "comparator": stated.comparator,
            }
        )

    def _parse(self, text):
        point = decimal_point(self.env)
        return statement.parse(text, point, unknown=bool(self.metric_id))

    @api.model
    def _phrase(self, stated):
        """Print a statement in the reader's language."""
        return statement.phrase(stated, self._words(), decimal_point(self.env))

    @api.model
    def _decimals(self, figure):
        """Digits needed to print a figure that was given as a number."""
        text = f"{figure:.6f}".rstrip("0")
        return len(text.partition(".")[2])

    def _words(self):
        return {
            "=": "%s",
            "<": self.env._("under %s"),
            ">": self.env._("more than %s"),
            "~": self.env._("about %s"),
            "<=": self.env._("at most %s"),
            ">=": self.env._("at least %s"),
            statement.UNKNOWN: self.env._("not known yet"),
            "a day": self.env._("a day"),
            "a week": self.env._("a week"),
            "a month": self.env._("a month"),
            "a year": self.env._("a year"),
            "x a week": self.env._("x a week"),
            "x a month": self.env._("x a month"),
            "x a year": self.env._("x a year"),
        }
