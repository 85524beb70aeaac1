from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.crm_metric_definitions.public import say

from .parts import change_words


class CrmGoal(models.Model):
    """The target as people type it: "at least 48 %", "+20 %", "5 points up".

    A sign makes a change of a level, and the target type says so. Screens ask
    ``read_figure``; imports and workbooks write ``target_typed``.
    """

    _inherit = "crm.goal"

    target_typed = fields.Char(
        string="Target as people say it",
        compute="_compute_target_typed",
        inverse="_inverse_target_typed",
        help="A level such as 48 %, or with a sign a change: +20 %, -3 points.",
    )

    @api.depends("target_display", "target_basis", "target_change")
    @api.depends_context("lang")
    def _compute_target_typed(self):
        for goal in self:
            goal.target_typed = goal._target_said()

    def _target_said(self):
        if self.target_basis == "absolute":
            return self.target_value is not None and self.target_display
        change, basis = self.target_change, self.target_basis
        return bool(change) and change_words(self.env, change, basis, self.metric_id)

    def _inverse_target_typed(self):
        for goal in self:
            # an import of what was exported changes nothing
            if goal.target_typed != goal._target_said():
                goal.write(goal._target_vals(goal.target_typed))

    def _target_vals(self, text, point=None):
        """Return the values that a typed target means.

        :param point: decimal point of the language that it was written in
        """
        self.ensure_one()
        if not (text or "").strip():
            level = self.target_basis == "absolute"
            return {"target_value" if level else "target_change": None}
        choices = [name for name, _label in self._fields["target_comparator"].selection]
        read = self._read_figure(
            self.metric_id, text, self.target_basis, choices, point
        )
        level = read["basis"] == "absolute"
        vals = {
            "target_basis": read["basis"],
            "target_value" if level else "target_change": read["value"],
        }
        if read["comparator"]:
            vals["target_comparator"] = read["comparator"]
        return vals

    @api.model
    @api.readonly
    def read_figure(self, text, metric_id=False, basis="", comparators=()):
        """Read a figure as somebody typed it into a form.

        :param text: such as "under 3 %", "+20 %", "1,5 Mio. €"
        :param metric_id: id of its metric; False where none is chosen yet
        :param basis: the goal's target type, where a change may be typed, too
        :param comparators: list of those that may stand before the figure
        :return: {"value": as it is stored, "basis", "comparator" or False, "note": a
            sentence where the target type changes, else False}
        :raise UserError: one sentence that says what is not understood
        """
        bases = dict(self._fields["target_basis"]._description_selection(self.env))
        is_list = isinstance(comparators, list | tuple)
        if (
            not isinstance(text, str)
            or isinstance(metric_id, bool)
            and metric_id
            or not isinstance(metric_id, int)
            or not isinstance(basis, str)
            or basis
            and basis not in bases
            or not is_list
            or not all(isinstance(sign, str) for sign in comparators)
        ):
            raise UserError(
                self.env._(
                    "A figure is read from a text, the id of its metric, a target type"
                    " and a list of comparators."
                )
            )
        metric = self.env["crm.metric.definition"].browse(metric_id or []).exists()
        metric.check_access("read")
        read = self._read_figure(metric, text, basis, comparators)
        note = False
        if basis and read["basis"] != basis:
            note = self.env._(
                "“%(text)s” is a change. The target type is now “%(type)s”.",
                text=text.strip(),
                type=bases[read["basis"]],
            )
        return read | {"note": note}

    @api.model
    def _read_figure(self, metric, text, basis="", comparators=(), point=None):
        stated, amount = metric._read_typed(text, basis, point)
        if not stated.plain and stated.comparator not in comparators:
            raise UserError(
                self.env._(
                    "“%s”: only the figure is typed here, without a word before it.",
                    text,
                )
                if not comparators
                else self.env._(
                    "“%s”: a limit is “at least” or “at most” a figure.", text
                )
            )
        return {
            "value": amount.value,
            "basis": amount.basis if basis else "",
            "comparator": not stated.plain and stated.comparator,
        }


class CrmGoalInterim(models.Model):
    _inherit = "crm.goal.interim"

    metric_id = fields.Many2one(related="goal_id.metric_id")
    typed = fields.Char(
        string="Interim target as people say it",
        compute="_compute_typed",
        inverse="_inverse_typed",
    )

    @api.depends("value", "goal_id.metric_id")
    @api.depends_context("lang")
    def _compute_typed(self):
        for interim in self:
            percent = interim.value_format == "percent"
            interim.typed = say.digits(self.env, interim.value, percent)

    def _inverse_typed(self):
        for interim in self.filtered("typed"):
            read = self.env["crm.goal"]._read_figure(
                interim.goal_id.metric_id, interim.typed
            )
            interim.value = read["value"]
