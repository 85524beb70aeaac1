from dateutil.relativedelta import relativedelta

from odoo import api, fields, models

from ...lib import agreement as lib
from ...lib.consistency import Evidence, Thresholds, verdict
from ..approval.crm_append_only_mixin import append
from .crm_metric_check_frozen import set_outcome
from .crm_metric_check_person import shown
from .crm_metric_check_signals import SIGNALS


class CrmMetricCheck(models.Model):
    """Closing a check: evidence from both halves, a verdict, and then nothing more."""

    _inherit = "crm.metric.check"

    result_text = fields.Text(string="Why", compute="_compute_result_text")
    records = fields.Char(string="Records looked at", compute="_compute_findings")
    producers = fields.Char(
        string="People producing the data",
        compute="_compute_findings",
        help="With one person or none (a machine) nobody needs to be asked.",
    )
    people = fields.Char(string="People who answered", compute="_compute_findings")
    subjects = fields.Char(
        string="Records answered by two or more", compute="_compute_findings"
    )
    agreement = fields.Char(compute="_compute_findings")
    kappa = fields.Char(
        compute="_compute_findings",
        help="Agreement beyond chance: Cohen's kappa for two people, Fleiss' for more."
        " Not known where everybody gave one and the same answer.",
    )
    reference = fields.Char(
        string="Agreement with the computed answer", compute="_compute_findings"
    )
    repeat = fields.Char(
        string="Lowest agreement of a person with himself",
        compute="_compute_findings",
    )
    same_day = fields.Char(
        string="Same day stated",
        compute="_compute_findings",
        help="Share of stated days at most one day from the recorded one.",
    )
    missing = fields.Char(string="Data missing", compute="_compute_findings")
    late = fields.Char(string="Entered late", compute="_compute_findings")
    late_stage = fields.Char(
        string="Created in a late stage", compute="_compute_findings"
    )
    default = fields.Char(string="Default value kept", compute="_compute_findings")

    @api.depends("findings", "own_findings")
    @api.depends_context("lang", "uid")
    def _compute_findings(self):
        names = [
            name for name, f in self._fields.items() if f.compute == "_compute_findings"
        ]
        sees_people = self.env["crm.metric.definition"]._sees_people()
        for check in self:
            own = check.sudo().own_findings or {}
            found = {**(check.findings or {}), **(own if sees_people else {})}
            for name in names:
                check[name] = shown(self.env, name, found.get(name))
                if name in own and not sees_people:
                    check[name] = self.env._("not shown: of one person only")

    @api.depends("findings", "result")
    def _compute_result_text(self):
        for check in self:
            reasons = (check.findings or {}).get("reasons") or []
            sentences = [check._reason(code) for code in reasons]
            if check.result == "consistent":
                sentences = [
                    self.env._("All thresholds are kept.")
                    if check.findings.get("producers") not in (0, 1)
                    else self.env._(
                        "At most one person produces the data, and it shows no signs"
                        " of inconsistency."
                    )
                ]
            check.result_text = "\n".join(sentences) or False

    def _reason(self, code):
        """Return one sentence for a reason code of the verdict."""
        sentences = {
            "missing": self.env._("Too many records lack data that is needed."),
            "late": self.env._("Too many records were entered late."),
            "few_records": self.env._("The period holds too few records."),
            "few_people": self.env._("Fewer than two people have answered."),
            "few_answers": self.env._(
                "Too few records were answered by two people or more."
            ),
            "agreement": self.env._("People disagree too often."),
            "kappa": self.env._(
                "People agree hardly more than chance would make them."
            ),
            "reference": self.env._(
                "People answer otherwise than the computation counts."
            ),
            "repeat": self.env._("Someone answers otherwise when asked again."),
        }
        return sentences[code]

    def action_close(self):
        """Compute the result and freeze it."""
        for check in self:
            check.check_access("write")
            check._check_state("open")
            # an answer that comes in now waits, and is then too late
            check.sudo().lock_for_update()
            vals, people = check._outcome()
            append(self.env["crm.metric.check.person"], people)
            check._withdraw_questions()
            set_outcome(
                check,
                {
                    **vals,
                    "state": "closed",
                    "closed_on": fields.Datetime.now(),
                    "closed_by_id": self.env.uid,
                    "valid_until": fields.Date.today()
                    + relativedelta(months=check.validity_months),
                },
            )
        return True

    def _outcome(self):
        """Return (vals of the check, vals of the rows per person)."""
        self.ensure_one()
        first, second, days = self._answers()
        samples = self.sudo().sample_ids
        reference = {sample.id: sample.computed for sample in samples}
        given = {person: found for person, found in first.items() if found}
        overall = lib.overall(given)
        against = {row.person: row for row in lib.against_reference(given, reference)}
        repeated = {row.person: row for row in lib.repeatability(first, second)}
        signals = self._signals()
        evidence = Evidence(
            producers=signals.producer_count,
            records=signals.total("records"),
            missing=signals.share("missing"),
            late=signals.share("late"),
            people=len(given),
            subjects=overall.subjects,
            agreement=overall.agreement,
            kappa=overall.kappa,
            reference=_pooled(against.values()),
            repeat=min((row.agreement for row in repeated.values()), default=None),
        )
        found = verdict(
            evidence,
            Thresholds(
                agreement=self.min_agreement,
                kappa=self.min_kappa,
                # figures from outside are few, and there is nothing to sample
                sample=1 if self.metric_id.kind == "manual" else self.min_sample,
                missing=self.max_missing,
                late=self.max_late,
            ),
        )
        findings = {
            "reasons": list(found.reasons),
            "kappa_reason": overall.reason,
            "same_day": self._same_day(days),
            **{
                name: getattr(evidence, name)
                for name in (
                    *("producers", "records", "people", "subjects"),
                    *("agreement", "kappa"),
                )
            },
            "reference": evidence.reference,
            "repeat": evidence.repeat,
            **{name: signals.share(name) for name in SIGNALS},
        }
        people = self._person_rows(against, repeated, signals)
        behind = {
            "reference": len(against),
            "repeat": len(repeated),
            "same_day": len({user for (user, _sample), day in days.items() if day}),
            **dict.fromkeys(SIGNALS, signals.persons()),
        }
        own = {
            name: findings[name]
            for name, persons in behind.items()
            if persons is not None and persons < 2 and findings[name] is not None
        }
        vals = {
            "result": found.result,
            "findings": {**findings, **dict.fromkeys(own)},
            "own_findings": own or False,
        }
        return vals, people

    def _answers(self):
        """Return the newest answers per round, and the days stated in the first.

        :return: ({user id: {sample id: bool}}, the same for round two,
            {(user id, sample id): date})
        """
        rounds, days = ({}, {}), {}
        rows = (
            self.env["crm.metric.check.answer"]
            .sudo()
            .search([("check_id", "=", self.id)], order="id")
        )
        for row in rows:
            user, sample = row.user_id.id, row.sample_id.id
            rounds[row.round - 1].setdefault(user, {})[sample] = row.counts
            if row.round == 1:
                days[user, sample] = row.counts and row.stated_date
        return *rounds, days

    def _same_day(self, days):
        recorded = {s.id: s.computed_date for s in self.sudo().sample_ids}
        pairs = [
            (day, recorded[sample])
            for (_user, sample), day in days.items()
            if day and recorded[sample]
        ]
        if not pairs:
            return None
        return sum(abs((a - b).days) <= 1 for a, b in pairs) / len(pairs)

    def _person_rows(self, against, repeated, signals):
        out = {name: signals.outstanding(name) for name in SIGNALS}
        rows = []
        for person in dict.fromkeys([*against, *signals.people]):
            if not person:
                continue
            said, again = against.get(person), repeated.get(person)
            strange = [name for name in SIGNALS if person in out[name]]
            if said and said.agreement < self.min_agreement:
                strange.insert(0, "reference")
            if again and again.agreement < self.min_agreement:
                strange.insert(0, "repeat")
            rows.append(
                {
                    "check_id": self.id,
                    "user_id": person,
                    "findings": {
                        "answered": said.answered if said else 0,
                        "reference": said.agreement if said else None,
                        "reference_kappa": said.kappa if said else None,
                        "repeat": again.agreement if again else None,
                        "records": signals.people.get(person, {}).get(
                            "records", (0, 0)
                        )[1],
                        **{name: signals.share(name, person) for name in SIGNALS},
                        "stands_out": strange,
                    },
                }
            )
        return rows


def _pooled(rows):
    """Return the share of all people's answers that agree, or None."""
    answered = sum(row.answered for row in rows)
    return sum(row.agreeing for row in rows) / answered if answered else None
