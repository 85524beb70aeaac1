from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.crm_metric_definitions.public import (
    SYSTEM,
    amounts,
    say,
    statement,
    write_system,
)

from ..words import phrase


class CrmGoalPositionValue(models.Model):
    """What people said: their words, and comparator, figure and unit that they mean."""

    _inherit = "crm.goal.position.value"

    display = fields.Char(
        string="Value as stated",
        compute="_compute_display",
        inverse="_inverse_display",
        help="Type it as people say it: under 2, more than 80 %, about 8 %.",
    )
    said = fields.Char(string="In these words", **SYSTEM)
    said_lang = fields.Char(string="Language of the words", **SYSTEM)

    @api.depends("comparator", "figure", "decimals", "unit", "said", "source")
    @api.depends_context("lang")
    def _compute_display(self):
        lang = self.env.lang or "en_US"
        for value in self:
            # a new row stays empty, so that its placeholder is visible
            empty = not value._origin and value.comparator == statement.UNKNOWN
            if empty or value.source == "live":
                value.display = False
            elif value.said and (value.said_lang or "")[:2] == lang[:2]:
                value.display = value.said
            else:
                value.display = self._phrase(value._statement())

    def _statement(self):
        return statement.Statement(
            self.comparator or "=", self.figure, self.decimals, self.unit or ""
        )

    @api.onchange("display")
    def _inverse_display(self):
        for value in self.filtered("display"):
            vals, words = value._said_vals(value.display)
            if value.id:
                value.write(vals)
                write_system(value, words)
            else:
                value.update(vals | words)

    def _said_vals(self, text):
        """Return the values that a statement means, and its words.

        The context may name the language it was written in: ``said_lang``.

        :raise UserError: it is not understood, or not in the unit of the metric
        """
        metric = self.metric_id
        lang = self.env.context.get("said_lang") or self.env.lang or "en_US"
        point = say.decimal_point(self.with_context(lang=lang).env)
        try:
            stated = statement.parse(text, point, unknown=bool(metric))
            if metric and stated.comparator != statement.UNKNOWN:
                amounts.amount(stated, metric._expected(), loose=True)
        except statement.NotRead as reason:
            if reason.code != "figure":
                raise UserError(metric._typed_problem(reason, text)) from reason
            message = self.env._(
                "“%s” is not understood. Write one figure, with a word or sign"
                " before it and a unit after it if needed: under 2, more than"
                " 80 %%, about 8 %%.",
                text,
            )
            raise UserError(message) from reason
        known = stated.comparator != statement.UNKNOWN
        words = {
            "said": known and text.strip(),
            "said_lang": known and lang,
        }
        return {
            "figure": stated.figure,
            "decimals": stated.decimals,
            "unit": stated.unit,
            # the comparator comes last, because a new figure changes “?” to “=”
            "comparator": stated.comparator,
        }, words

    def copy_data(self, default=None):
        """Keep the words where the copy is made in their language."""
        lang = self.env.lang or "en_US"
        result = super().copy_data(default)
        for value, vals in zip(self, result, strict=True):
            if value.said and value.said_lang == lang:
                vals["display"] = value.said
        return result

    @api.model
    def _phrase(self, stated):
        """Print a statement in the reader's language."""
        return phrase(self.env, stated)

    @api.model
    def _decimals(self, figure):
        """Digits needed to print a figure that was given as a number."""
        return len(f"{figure:.6f}".rstrip("0").partition(".")[2])
