from odoo import api, models
from odoo.exceptions import UserError

from ...lib import statement as comparator


class CrmGoalStatedMixin(models.AbstractModel):
    """Figures typed as people write them: "48 %", "2.5", "+20 %".

    An empty text is a figure that is not known; it is never 0. What is printed has
    all digits of what is stored, so that reading it back changes nothing.
    """

    _name = "crm.goal.stated.mixin"
    _description = "Figures Typed as Text"

    @api.model
    def _figure_text(self, value, percent=False, signed=False):
        figure = round(value * 100, 4) if percent else round(value, 6)
        decimals = self.env["crm.goal.position.value"]._decimals(figure)
        statement = comparator.Statement("=", figure, decimals, "%" if percent else "")
        text = comparator.phrase(statement, decimal_point=self._decimal_point())
        return f"+{text}" if signed and figure > 0 else text

    @api.model
    def _read_figure(self, text, percent=None):
        """Read one figure.

        :param percent: whether "48" means 48 %; None where that is not known
        :return: (comparator, value); the comparator is "=" where none was typed
        :raise UserError: no figure, or a percentage where there can be none
        """
        try:
            statement = comparator.parse(text, self._decimal_point())
        except ValueError as error:
            raise UserError(
                self.env._(
                    "“%s” is no figure. Write one number, such as 48 or 2.5.", text
                )
            ) from error
        if percent is False and statement.unit == "%":
            raise UserError(
                self.env._(
                    "“%s” is a percentage, but the metric is none. For a change in"
                    " percent choose “A relative change” under “Stated as”.",
                    text,
                )
            )
        value = statement.figure / 100 if percent else statement.value
        return statement.comparator, value

    @api.model
    def _decimal_point(self):
        lang = self.env["res.lang"]._get_data(code=self.env.lang or "en_US")
        return lang.decimal_point or "."
