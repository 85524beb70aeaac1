from odoo import api, fields, models
from odoo.tools import format_date

from ...engine.measure_names import is_vocabulary
from ...lib import fingerprint
from ..approval.parts import Part, project
from .meaning_words import currencies

PARTS = (
    Part("kind"),
    Part("direction"),
    Part("format", "value_format"),
    Part("unit", translated=True),
    Part("numerator", "numerator_id", nested=True),
    Part("denominator", "denominator_id", nested=True),
    Part("per", "normalise_per"),
    Part("per_salesperson"),
    Part("company", "company_id"),
    # of all companies, where amounts are counted; filled in for all metrics at once
    Part(
        "currency",
        label=lambda env: env._("Currency"),
        read=lambda metric: None,
        say=currencies,
        since=2,
    ),
    Part(
        "procedure",
        label=None,
        parts=(
            Part("steps", "procedure_steps", translated=True),
            Part("data_owner", "data_owner_id"),
            Part("source", translated=True),
            Part("frequency"),
            Part("tz"),
            Part("week_start"),
            Part("known_limits", translated=True),
        ),
    ),
)


class CrmMetricDefinition(models.Model):
    """What is approved of a metric: its measures, its formula, its procedure."""

    _inherit = "crm.metric.definition"
    _approval_table = PARTS
    _approval_wording = ("name", "question", "meaning")
    _approval_wording_of = ("numerator_id", "denominator_id")

    comparable_note = fields.Char(
        string="Comparable with the approval before",
        compute="_compute_comparable_note",
        help="Why the check and the baselines of the approval before still hold.",
    )

    @api.depends("approval_id")
    @api.depends_context("lang")
    def _compute_comparable_note(self):
        for metric in self:
            approval = metric.approval_id.sudo()
            metric.comparable_note = bool(approval.comparable) and self.env._(
                "On %(date)s %(user)s declared it comparable with the approval before:"
                " check and baselines still hold. Reason: %(reason)s",
                date=format_date(self.env, approval.date),
                user=approval.user_id.name,
                reason=approval.comparable,
            )

    def _approval_contents(self, version=None):
        """Add what the measures resolve to, and the currency of amounts."""
        contents = super()._approval_contents(version)
        if version is None or version >= 2:
            self._fill_in_meanings(contents, self._measures()._meanings())
        return contents

    def _measures(self):
        """Return the measures of these metrics, without access rights."""
        return self.sudo().numerator_id | self.sudo().denominator_id

    def _fill_in_meanings(self, contents, meanings):
        """Write what the measures resolve to into the contents of their metrics.

        :param contents: what ``_approval_contents`` returns
        :param meanings: of all measures
        """
        companies = self.env["res.company"].sudo().search_fetch([], ["currency_id"])
        currencies = {str(each.id): each.currency_id.id for each in companies}
        for metric in self.sudo():
            content, is_money = contents[metric.id], metric.value_format == "money"
            for operand in ("numerator", "denominator"):
                measure = metric[f"{operand}_id"]
                if measure:
                    content[operand]["meaning"] = meanings.of(measure)
                    is_money |= meanings.is_money(measure)
            if is_money and metric.company_id:
                content["currency"] = {
                    str(metric.company_id.id): metric.company_id.currency_id.id
                }
            elif is_money:
                # a company founded later was not part of what was decided
                content["currency"] = {fingerprint.OPEN: currencies}

    def _approval_named(self, contents):
        """Add the records that the measures mean, and their sources."""
        named = super()._approval_named(contents)
        for metric in self.sudo():
            for measure in metric._measures():
                if "source_id" in measure._fields and measure.source_id:
                    source = measure.source_id
                    named[metric.id].add((source._name, source.id))
        for id_, content in contents.items():
            for operand in ("numerator", "denominator"):
                meaning = (content.get(operand) or {}).get("meaning") or {}
                for meant in (meaning.get("meant") or {}).values():
                    # no names of persons and customers
                    if is_vocabulary(self.env[meant["model"]]):
                        named[id_] |= {(meant["model"], each) for each in meant["ids"]}
                stages = meaning.get("won_stages") or []
                named[id_] |= {("crm.stage", each) for each in stages}
                for key, ids in (meaning.get("report") or {}).items():
                    if key != "version":
                        named[id_] |= {("mail.activity.type", each) for each in ids}
        return named

    def _approval_may_compare(self, old, new):
        """Procedure and formula are the same: only what they resolve to differs."""

        def spelled(content):
            kept = dict(content)
            for operand in ("numerator", "denominator"):
                if kept.get(operand):
                    kept[operand] = {**kept[operand], "meaning": None}
            return kept

        new = fingerprint.restricted(new, old)
        return fingerprint.canonical(spelled(old)) == fingerprint.canonical(
            spelled(new)
        )

    def _approval_problems(self):
        self.ensure_one()
        problems = super()._approval_problems()
        if not (self.procedure_steps or "").strip():
            problems.append(
                self.env._("The measurement procedure has no steps: who enters what?")
            )
        if not self.data_owner_id:
            problems.append(self.env._("The measurement procedure has no data owner."))
        broken = self._broken_reason()
        if broken:
            problems.append(broken)
        return problems

    def _approval_objections(self, users):
        """Authors of a measure cannot decide, also if this metric used it later."""
        objections = super()._approval_objections(users)
        shared = self._shared()
        for user in users if shared else ():
            # asked once for each user: as many queries for one metric as for all
            if others := self._companies_out_of_reach(user):
                for metric in shared:
                    objections[metric.id, user.id] = self.env._(
                        "“%(metric)s” is shared by all companies: somebody who may act"
                        " for %(others)s, too, has to decide.",
                        metric=metric.name,
                        others=", ".join(others.mapped("name")),
                    )
        clean, rows = self.sudo(), self.env["crm.approval"].sudo()
        measures = clean._measures()
        written, parts = rows._of(measures), measures._approval_parts()
        approvals = self._approval_newest(["approve"])
        versions = range(1, self._approval_version + 1)
        for metric in clean:
            approved = approvals.get(metric.id, rows)
            content = approved.content or {}
            operands = filter(None, map(content.get, ("numerator", "denominator")))
            # the rows of a measure tell who has written it, and nothing of its meaning
            operands = [{**operand, "meaning": None} for operand in operands]
            decided = {
                (version, fingerprint.fingerprint(project(parts, operand, version)))
                for operand in operands
                for version in versions
            }
            for measure in metric._measures():
                own = written.filtered(lambda row, of=measure: row.res_id == of.id)
                before = own.filtered(lambda row, last=approved: row.id < last.id)
                # somebody else decided on the measure as it was at the last approval
                last = before[-1:]
                if (last.content_version, last.fingerprint) in decided:
                    own -= before
                for user in own._barred(users):
                    sentence = self.env._(
                        "You have written the measure “%s” yourself: another person"
                        " has to decide.",
                        measure.name,
                    )
                    objections.setdefault((metric.id, user.id), sentence)
        return objections
