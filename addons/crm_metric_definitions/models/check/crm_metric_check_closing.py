from dataclasses import asdict

from odoo import api, fields, models
from odoo.tools import format_date
from odoo.tools.translate import LazyTranslate

from ... import words
from ...engine.privacy.viewer import Viewer
from ...lib import agreement as lib
from ...lib.consistency import (
    INSUFFICIENT,
    Answered,
    Evidence,
    Verdict,
    answered,
    share,
    verdict,
)
from ...lib.policy import thresholds
from ..approval.crm_append_only_mixin import append
from ..approval.crm_system_fields_mixin import write_system
from .crm_metric_check_rows import finding
from .crm_metric_check_signals import SIGNALS

_lt = LazyTranslate(__name__)

#: numbers of people or records, which say nothing about anybody
COUNTS = ("people", "answering", "subjects", "repeating")
#: a figure that rests on fewer people is a personal one
MANY = 3
#: one sentence for each reason code of the verdict
REASONS = {
    "all_kept": _lt("All thresholds are kept."),
    "one_producer": _lt(
        "At most one person produces the data, and it shows no signs of inconsistency."
    ),
    "missing": _lt("Too many records lack data that is needed."),
    "late": _lt("Too many records were entered late."),
    "few_records": _lt("The period holds too few records."),
    "changed": _lt("The definition was changed while people were answering."),
    "few_people": _lt(
        "Too few have answered of those who produce the data and have not written the"
        " definition: two are needed. Where only two such people exist, one is enough"
        " who answers twice."
    ),
    "few_covered": _lt("A larger share of those who produce the data has to answer."),
    "few_answers": _lt("Too few records were answered twice or by two people."),
    "one_category": _lt(
        "All answers are the same: that cannot be told from not having looked."
    ),
    "by_chance": _lt(
        "The answers meet what the computation counts no better than guessing."
    ),
    "unsure": _lt(
        "The answers are right often enough, but they are too few to rule out luck:"
        " ask more people or about more records."
    ),
    "agreement": _lt("People disagree too often."),
    "kappa": _lt("People agree hardly more than by chance."),
    "reference": _lt("People's answers differ from what the computation counts."),
    "repeat": _lt("Someone gave different answers when asked again."),
}


class CrmMetricCheck(models.Model):
    """Closing a check: the evidence is judged, and the result is final."""

    _inherit = "crm.metric.check"

    result_text = fields.Text(string="Why", compute="_compute_result_text")
    producers = finding("People producing the data")
    people = finding("People who answered")
    subjects = finding("Records answered by two or more")
    agreement = finding()
    kappa = finding()
    coverage = finding("Share of those who produce the data")
    same_day = finding("Same day stated")

    @api.depends("own_findings")
    def _compute_findings(self):
        return super()._compute_findings()

    def _finding_text(self, name, value):
        own = self.sudo().own_findings or {}
        if name in own and not Viewer.of(self.env).sees_people:
            return self.env._("not shown: figure of one or two people")
        return super()._finding_text(name, own.get(name, value))

    @api.depends("findings", "result")
    def _compute_result_text(self):
        for check in self:
            findings = check.findings or {}
            reasons = findings.get("reasons") or []
            if check.result == "consistent":
                is_single = findings.get("producers") in (0, 1)
                reasons = ["one_producer" if is_single else "all_kept"]
            sentences = [self.env._(REASONS[reason]) for reason in reasons]
            if findings.get("imported"):
                sentences.append(
                    self.env._(
                        "%s of the records were imported: whether they were entered in"
                        " time is not known.",
                        words.percent(self.env, findings["imported"], 0),
                    )
                )
            check.result_text = "\n".join(sentences) or False

    def action_close(self):
        """Compute the result and freeze it."""
        for check in self:
            check._check_state("open")
            # an answer of this moment is either counted, or refused as too late
            check._touch_participants(check.sudo().participant_ids)
            vals, people = check._outcome()
            append(self.env["crm.metric.check.person"], people)
            check._withdraw_questions()
            metric = check.sudo().metric_id
            today, months = metric._today(), check.validity_months
            vals |= {
                "state": "closed",
                "closed_fingerprint": metric._approval_fingerprints()[metric.id],
                "closed_on": fields.Datetime.now(),
                "closed_by_id": self.env.uid,
                "valid_until": fields.Date.add(today, months=months),
            }
            write_system(check, vals)
        return True

    def _outcome(self):
        """Return (vals of the check, vals of the rows per person)."""
        self.ensure_one()
        first, second, days = self._answers()
        reference = {sample.id: sample.computed for sample in self.sudo().sample_ids}
        signals = self._signals()
        evidence = self._evidence(first, second, reference, signals)
        judged = Verdict(INSUFFICIENT, ("changed",))
        if self._is_about_today():
            judged = verdict(evidence, thresholds(self._policy(), self._needed()))
        findings = {
            **{n: v for n, v in asdict(evidence).items() if n != "answers"},
            **asdict(evidence.answers),
            **{name: signals.share(name) for name in SIGNALS},
            "asked": len(self.sudo().participant_ids),
            "imported": signals.share("imported"),
            "same_day": self._same_day(days),
            "reasons": list(judged.reasons),
        }
        own = self._personal_findings(findings, days, signals)
        vals = {
            "result": judged.result,
            "findings": {**findings, **dict.fromkeys(own)},
            "own_findings": own or False,
        }
        return vals, self._person_rows(first, second, reference, signals)

    def _needed(self):
        """Return how many records are needed."""
        # figures from outside are few, and there is nothing to sample
        return 1 if self.metric_id.kind == "manual" else self.min_sample

    def _evidence(self, first, second, reference, signals):
        """Return the Evidence: the answers of those who count, and the signals."""
        counting, covered = self._counting(signals)
        asked = set(first) - set(self._authors().ids)
        counted = asked if counting is None else asked & counting
        enough = {p for p in counted if len(first[p]) >= self._needed()}
        return Evidence(
            producers=signals.producer_count,
            counting=None if counting is None else len(counting),
            coverage=share(len(enough & covered), len(covered)) if covered else None,
            records=signals.count("records"),
            missing=signals.share("missing"),
            late=signals.share("late"),
            answers=answered(
                *(
                    {p: given[p] for p in given if p in counted}
                    for given in (first, second)
                ),
                reference,
                self._needed(),
            ),
        )

    def _personal_findings(self, findings, days, signals):
        """Return {name: figure} of the figures that rest on one or two people."""
        answers = [name for name in Answered.__annotations__ if name not in COUNTS]
        behind = {
            **dict.fromkeys(answers, findings["answering"]),
            "repeat": findings["repeating"],
            "same_day": len({user for (user, _sample), day in days.items() if day}),
            **{name: signals.persons(name) for name in (*SIGNALS, "imported")},
        }
        return {
            name: findings[name]
            for name, persons in behind.items()
            if persons is not None and persons < MANY and findings[name] is not None
        }

    def _answers(self):
        """Return the newest answers per round, and the days stated in the first.

        :return: ({user id: {sample id: bool}}, the same for round two,
            {(user id, sample id): date})
        """
        rounds, days = ({}, {}), {}
        answers = self.env["crm.metric.check.answer"].sudo()
        for row in answers.search([("check_id", "=", self.id)], order="id"):
            user, sample = row.user_id.id, row.sample_id.id
            rounds[row.round - 1].setdefault(user, {})[sample] = row.counts
            if row.round == 1:
                days[user, sample] = row.counts and row.stated_date
        return *rounds, days

    def _same_day(self, days):
        recorded = {s.id: s.computed_date for s in self.sudo().sample_ids}
        same = [
            abs((day - recorded[sample]).days) <= 1
            for (_user, sample), day in days.items()
            if day and recorded[sample]
        ]
        return share(sum(same), len(same))

    def _person_rows(self, first, second, reference, signals):
        against = {row.person: row for row in lib.against_reference(first, reference)}
        repeated = {row.person: row for row in lib.repeatability(first, second)}
        outstanding = {name: signals.outstanding(name) for name in SIGNALS}
        rows = []
        for person in filter(None, dict.fromkeys([*against, *signals.people])):
            nothing = lib.PersonAgreement(person, 0, 0, None, None)
            answers = against.get(person, nothing)
            repetition = repeated.get(person, nothing)
            stands_out = [name for name in SIGNALS if person in outstanding[name]]
            if answers.answered and answers.agreement < self.min_reference:
                stands_out.insert(0, "reference")
            if repetition.answered and repetition.agreement < self.min_agreement:
                stands_out.insert(0, "repeat")
            findings = {
                "answered": answers.answered,
                "reference": answers.agreement,
                "reference_kappa": answers.kappa,
                "repeat": repetition.agreement,
                "records": signals.count("records", person),
                **{name: signals.share(name, person) for name in SIGNALS},
                "stands_out": stands_out,
            }
            rows.append({"check_id": self.id, "user_id": person, "findings": findings})
        return rows

    def _evidence_text(self):
        """Return in words when and with whom a closed check found what it found."""
        self.ensure_one()
        findings = self.findings or {}
        day = format_date(self.env, self.closed_on or self.write_date)
        if not findings.get("people"):
            return self.env._(
                "Checked on %s: at most one person produces the data, and it shows no"
                " signs of inconsistency.",
                day,
            )
        return self.env._(
            "Checked on %(day)s: %(asked)s people were asked, the answers of %(people)s"
            " count. Agreement %(agreement)s, kappa %(kappa)s, agreement with the"
            " computation %(reference)s.",
            day=day,
            asked=findings.get("asked", findings["people"]),
            people=findings["people"],
            agreement=self.agreement,
            kappa=self.kappa,
            reference=self.reference,
        )
