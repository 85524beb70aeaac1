from odoo import api, fields, models
from odoo.exceptions import UserError

from ... import arguments
from ...fields import NullableFloat
from ..approval.crm_append_only_mixin import amend

MANAGERS = "crm_metric_definitions.group_metric_manager"


class CrmMetricRestatement(models.Model):
    """A closed period whose figure has moved: late entry, back-dating, deletion.

    The nightly job finds it. The recorded figure stays until a manager accepts the
    restatement, which then names the manager and the time. The total of a period and
    its parts are accepted together.
    """

    _name = "crm.metric.restatement"
    _inherit = ["crm.append.only.mixin"]
    _description = "Restated Figure"
    _order = "id desc"
    _rec_name = "value_id"
    _amendable = frozenset(["accepted_by_id", "accepted_on"])

    value_id = fields.Many2one(
        "crm.metric.value", "Figure", required=True, ondelete="cascade", index=True
    )
    metric_id = fields.Many2one(related="value_id.metric_id", store=True, index=True)
    company_id = fields.Many2one(related="value_id.company_id", store=True, index=True)
    personal = fields.Boolean(related="value_id.personal", store=True)
    period_start = fields.Date(related="value_id.period_start", store=True)
    breakdown = fields.Char(related="value_id.breakdown", store=True)
    label = fields.Char(related="value_id.label")
    granularity = fields.Selection(related="value_id.granularity")
    detected_on = fields.Datetime(required=True, default=fields.Datetime.now)
    old_numerator = NullableFloat(aggregator=None)
    old_denominator = NullableFloat(aggregator=None)
    old_value = NullableFloat(string="Recorded", aggregator=None)
    new_numerator = NullableFloat(aggregator=None)
    new_denominator = NullableFloat(aggregator=None)
    new_value = NullableFloat(string="Now", aggregator=None)
    new_status = fields.Char()
    new_population = fields.Integer(aggregator=None)
    old_text = fields.Char(string="Recorded figure", compute="_compute_texts")
    new_text = fields.Char(string="Figure now", compute="_compute_texts")
    moved_records = fields.Json(
        help="{measure: {entered: [ids], left: [ids], changed: [ids]}}; empty where the"
        " records of a figure are too many to be kept.",
        groups=MANAGERS,
    )
    moved_text = fields.Char(
        string="Records that moved", compute="_compute_moved_text", groups=MANAGERS
    )
    moved_kinds = fields.Integer(
        string="Kinds of record that moved",
        compute="_compute_moved_text",
        groups=MANAGERS,
    )
    counted_ids = fields.Json(groups=MANAGERS)
    accepted_by_id = fields.Many2one("res.users", ondelete="restrict")
    accepted_on = fields.Datetime()

    @api.depends("old_value", "new_value", "metric_id")
    @api.depends_context("lang")
    def _compute_texts(self):
        for row in self:
            row.old_text = row.metric_id.format_value(row.old_value)
            row.new_text = row.metric_id.format_value(row.new_value)

    @api.depends("moved_records")
    @api.depends_context("lang")
    def _compute_moved_text(self):
        for row in self:
            row.moved_kinds = len(row._moved_ids())
            row.moved_text = self.env._("not known")
            if row.moved_records:
                row.moved_text = row._moves_text(row.moved_records.values())

    def _moves_text(self, moves):
        """:param moves: iterable of {"entered": ids, "left": ids, "changed": ids}"""
        entered, left, changed = (
            len(set().union(*(ids.get(kind, ()) for ids in moves)))
            for kind in ("entered", "left", "changed")
        )
        counts = {"entered": entered, "left": left, "changed": changed}
        if changed:
            return self.env._(
                "%(entered)s entered, %(left)s left, %(changed)s changed", **counts
            )
        if entered or left:
            return self.env._("%(entered)s entered, %(left)s left", **counts)
        if self.old_denominator != self.new_denominator:
            return self.env._("none: what it is divided by has changed")
        return self.env._("not known")

    def action_accept(self):
        """Put the new figures of the period into the history, with the acting manager's
        name: total and parts at once, so that they add up before and afterwards."""
        accepted = self.browse()
        for row in self:
            row.check_access("read")
            if not self.env.user.has_group(MANAGERS):
                raise UserError(
                    self.env._("Only a metric manager accepts a restatement.")
                )
            if row.sudo() in accepted:
                continue
            newest = row.sudo().value_id.restatement_ids[:1]
            if row.accepted_by_id or newest != row.sudo():
                problem = self.env._(
                    "This restatement was accepted already, or a newer one exists."
                )
                raise UserError(problem)
            accepted |= row.sudo()._of_period()._accept()
        return True

    def _of_period(self):
        """Return the newest restatements of all figures of the same period."""
        value = self.value_id
        same = ("metric_id", "approval_id", "company_id", "granularity", "period_start")
        values = value.search(
            [
                (name, "=", value._fields[name].convert_to_write(value[name], value))
                for name in same
            ]
        )
        newest = self.union(*(each.restatement_ids[:1] for each in values))
        return newest.filtered(lambda row: not row.accepted_by_id)

    def _accept(self):
        for row in self:
            figure = ("numerator", "denominator", "value", "status", "population")
            vals = {name: row[f"new_{name}"] for name in figure}
            vals["counted_ids"] = row.counted_ids
            vals["computed_on"] = row.detected_on
            amend(row.value_id, vals)
        vals = {"accepted_by_id": self.env.uid, "accepted_on": fields.Datetime.now()}
        amend(self, vals)
        return self

    def action_open_records(self):
        """Show the records that entered or left, with the reader's own rights.

        With 1 as ``moved_kind`` in the context: those of the second model, where a
        ratio counts in two.
        """
        arguments.one(self)
        kind = self.env.context.get("moved_kind", 0)
        moved = list(self._moved_ids().items())
        if kind >= len(moved):
            raise UserError(self.env._("Which records moved is not known."))
        model, ids = moved[kind]
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Records that moved"),
            "res_model": model,
            "views": [(False, "list"), (False, "form")],
            "domain": [("id", "in", ids)],
            "context": {"active_test": False},
        }

    def _moved_ids(self):
        """Return {model: ids that entered or left}, the numerator's model first."""
        moved_records = self.moved_records or {}
        numerator = self.sudo().metric_id.numerator_id
        measures = numerator.browse(int(id_) for id_ in moved_records).exists()
        moved = {}
        for measure in measures.sorted(lambda measure: measure != numerator):
            ids = {i for ids in moved_records[str(measure.id)].values() for i in ids}
            if ids and measure.model in self.env:
                moved.setdefault(measure.model, set()).update(ids)
        return {model: sorted(ids) for model, ids in moved.items()}
