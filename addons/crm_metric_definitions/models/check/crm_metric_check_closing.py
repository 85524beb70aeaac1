from dataclasses import asdict

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models

from ...engine.privacy.viewer import Viewer
from ...lib import agreement as lib
from ...lib.consistency import Evidence, Thresholds, verdict
from ..approval.crm_append_only_mixin import append
from ..approval.crm_system_fields_mixin import write_system
from .crm_metric_check_signals import SIGNALS
from .crm_metric_findings_mixin import CrmMetricFindingsMixin


class CrmMetricCheck(models.Model):
    """Closing a check: the evidence is judged, and the result is final."""

    _inherit = "crm.metric.check"

    _finding_names = (
        *CrmMetricFindingsMixin._finding_names,
        *("producers", "people", "subjects", "agreement", "kappa", "same_day"),
    )

    result_text = fields.Text(string="Why", compute="_compute_result_text")
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
    repeat = fields.Char(string="Lowest self-agreement (repeatability)")
    same_day = fields.Char(
        string="Same day stated",
        compute="_compute_findings",
        help="Share of stated days at most one day from the recorded one.",
    )

    @api.depends("own_findings")
    def _compute_findings(self):
        return super()._compute_findings()

    def _finding_text(self, name, value):
        own = self.sudo().own_findings or {}
        if name in own and not Viewer.of(self.env).sees_people:
            return self.env._("not shown: of one person only")
        return super()._finding_text(name, own.get(name, value))

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
            # an answer of this moment is either counted, or refused as too late
            check._touch_participants()
            vals, people = check._outcome()
            append(self.env["crm.metric.check.person"], people)
            check._withdraw_questions()
            write_system(
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
        given = {person: answers for person, answers in first.items() if answers}
        overall = lib.overall(given)
        against = {row.person: row for row in lib.against_reference(given, reference)}
        repeated = {row.person: row for row in lib.repeatability(first, second)}
        signals = self._signals()
        evidence = Evidence(
            producers=signals.producer_count,
            records=signals.count("records"),
            missing=signals.share("missing"),
            late=signals.share("late"),
            people=len(given),
            subjects=overall.subjects,
            agreement=overall.agreement,
            kappa=overall.kappa,
            reference=_pooled(against.values()),
            repeat=min((row.agreement for row in repeated.values()), default=None),
        )
        judged = verdict(
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
            **asdict(evidence),
            **{name: signals.share(name) for name in SIGNALS},
            "same_day": self._same_day(days),
            "reasons": list(judged.reasons),
        }
        people = self._person_rows(against, repeated, signals)
        # of how many people each figure that may be a single person's is
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
            "result": judged.result,
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
        outstanding = {name: signals.outstanding(name) for name in SIGNALS}
        rows = []
        for person in dict.fromkeys([*against, *signals.people]):
            if not person:
                continue
            answers, repetition = against.get(person), repeated.get(person)
            stands_out = [name for name in SIGNALS if person in outstanding[name]]
            if answers and answers.agreement < self.min_agreement:
                stands_out.insert(0, "reference")
            if repetition and repetition.agreement < self.min_agreement:
                stands_out.insert(0, "repeat")
            findings = {
                "answered": answers.answered if answers else 0,
                "reference": answers.agreement if answers else None,
                "reference_kappa": answers.kappa if answers else None,
                "repeat": repetition.agreement if repetition else None,
                "records": signals.count("records", person),
                **{name: signals.share(name, person) for name in SIGNALS},
                "stands_out": stands_out,
            }
            rows.append({"check_id": self.id, "user_id": person, "findings": findings})
        return rows


def _pooled(rows):
    """Return the share of all people's answers that agree, or None."""
    answered = sum(row.answered for row in rows)
    return sum(row.agreeing for row in rows) / answered if answered else None
