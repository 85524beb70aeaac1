"""Every term of our addons has a German translation, in the product's own words.

When terms are missing: `make i18n`, translate what it lists in `i18n/de.po`.
"""

import re
from collections import Counter
from pathlib import Path

import polib

from odoo.exceptions import UserError
from odoo.modules import get_module_path
from odoo.tests import TransactionCase, tagged
from odoo.tools.translate import TranslationModuleReader, code_translations

ADDONS = Path(__file__).resolve().parents[1] / "addons"
SAME = "same as the source"  # written by tools/i18n.py
PLACEHOLDER = re.compile(r"%\(\w+\)[sdf]|%[sd]|%%")
TAG = re.compile(r"</?(\w+)")

# English word -> what a German text has to say for it
WORDS = {
    r"goal maps?": "Ziel-Landkarte",
    r"process segments?": "Prozess-Segment",
    r"position assessments?": "Positionsbestimmung",
    r"metrics?": "Kennzahl",
    r"measurement procedures?": "Messverfahren",
    r"consistency checks?": "Konsistenzprüfung",
    r"numerators?": "Zähler",
    r"denominators?": "Nenner",
    r"population": "Grundgesamtheit",
    r"baselines?": "Ausgangswert",
    r"interim targets?": "Zwischenziel",
    r"blanket uplift": "pauschale[nr]? Steigerung",
    r"natural (process )?limits?": "natürliche[nr]? Prozessgrenze",
    r"process behaviour charts?": "Prozessverhaltenskarte",
    r"guard metrics?": "Gegenkennzahl",
    r"opponents?": "Gegner",
    r"sceptics?": "Skeptiker",
    r"supporters?": "Befürworter",
    r"drivers?": "Treiber",
    r"stances?": "Haltung",
    r"reinforces?": "förder",
    r"weakens?": "hemm",
    r"goal conflicts?": "Zielkonflikt",
    r"conditional go": "Freigabe mit Auflagen",
    r"recycle": "Nacharbeit",
    r"must criteri(a|on)": "Muss-Kriteri",
    r"should criteri(a|on)": "Soll-Kriteri",
    r"waivers?": "Ausnahmegenehmigung",
    r"approvals?": "Freigabe",
    r"approves?|approved": "[Ff]reigegeben|[Ff]reigeben|gibt.* frei|[Ff]reigabe",
    r"not known yet": "noch nicht bekannt",
    r"intake": "Neueingang",
    r"win rates?": "Abschlussrate",
    r"decision makers?": "Entscheider",
    r"contribution margin III": "Deckungsbeitrag III",
}
NEVER = re.compile(r"[Tt]oleranz|[Ss]trategiekarte|[Ss]trategy")


def texts(addon, name):
    return polib.pofile(str(ADDONS / addon / "i18n" / name))


@tagged("post_install", "-at_install")
class TestTranslations(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        names = sorted(
            path.parent.name for path in ADDONS.glob("crm_*/__manifest__.py")
        )
        modules = cls.env["ir.module.module"].search(
            [("name", "in", names), ("state", "=", "installed")]
        )
        cls.addons = sorted(modules.mapped("name"))
        cls.german = {name: texts(name, "de.po") for name in cls.addons}

    def each(self):
        for addon, po in self.german.items():
            for entry in po:
                yield addon, entry

    def failing(self, found):
        self.assertFalse(found, "\n" + "\n".join(f"{a}: {t!r}" for a, t in found))

    def test_templates_hold_the_terms_of_the_source(self):
        self.assertTrue(self.addons)
        for addon in self.addons:
            self.assertEqual(ADDONS / addon, Path(get_module_path(addon)).resolve())
        for addon in self.addons:
            reader = TranslationModuleReader(self.env.cr, modules=[addon])
            source = {term[4] for term in reader}
            template = {entry.msgid for entry in texts(addon, f"{addon}.pot")}
            self.failing([(addon, term) for term in source - template])
            self.failing([(addon, term) for term in template - source])
            german = {entry.msgid for entry in self.german[addon]}
            self.assertEqual(template, german, addon)

    def test_every_term_is_translated(self):
        self.failing(
            [
                (addon, entry.msgid)
                for addon, entry in self.each()
                if entry.fuzzy or not (entry.msgstr or entry.tcomment == SAME)
            ]
        )

    def test_placeholders_and_tags_are_kept(self):
        for pattern in (PLACEHOLDER, TAG):
            self.failing(
                [
                    (addon, entry.msgstr)
                    for addon, entry in self.each()
                    if entry.msgstr
                    and Counter(pattern.findall(entry.msgid))
                    != Counter(pattern.findall(entry.msgstr))
                ]
            )

    def test_the_words_of_the_product(self):
        for english, german in WORDS.items():
            said = re.compile(rf"\b({english})\b", re.IGNORECASE)
            wanted = re.compile(german, re.IGNORECASE)
            self.failing(
                [
                    (addon, f"{entry.msgid} => {entry.msgstr} ({german})")
                    for addon, entry in self.each()
                    if entry.msgstr
                    and said.search(PLACEHOLDER.sub("", entry.msgid))
                    and not wanted.search(entry.msgstr)
                ]
            )
        self.failing([(a, e.msgstr) for a, e in self.each() if NEVER.search(e.msgstr)])

    def test_german_quotation_marks_and_forms_of_address(self):
        self.failing(
            [
                (addon, entry.msgstr)
                for addon, entry in self.each()
                if entry.msgstr.count("„") != entry.msgstr.count("“")
                and not entry.msgid.endswith("“")
                and not entry.msgid.startswith("”")
                or "”" in entry.msgstr
                or re.search(r"\b([Dd]u|[Dd]ein\w*|[Dd]ich|[Dd]ir)\b", entry.msgstr)
            ]
        )

    def test_people_read_german(self):
        env = self.env(context={**self.env.context, "lang": "de_DE"})
        metric = env.ref("crm_metric_definitions.metric_win_rate")
        self.assertEqual("Abschlussrate", metric.name)
        self.assertRegex(
            metric.sentence, "^Anzahl der „Lead“-Datensätze, deren „Geendet"
        )
        self.assertIn("Geteilt durch: Anzahl der", metric.sentence)
        self.assertIn("„Gewonnen/Verloren“ ist „Gewonnen“", metric.sentence)
        self.assertIn("Wochen am Montag.", metric.sentence)
        self.assertEqual(
            "Schreiben Sie das Verfahren auf und lassen Sie es von einer anderen Person"
            " freigeben.",
            metric.known_hint,
        )
        with self.assertRaisesRegex(
            UserError, "Code „No code“: Verwenden Sie Kleinbuch"
        ):
            metric.code = "No code"

    def test_goals_and_gates_speak_german(self):
        if not {"crm_goal_map", "crm_readiness"} <= set(self.addons):
            self.skipTest("needs all addons")
        env = self.env(context={**self.env.context, "lang": "de_DE"})
        segment = env["crm.goal.segment"].search([("code", "=", "relationship")])
        self.assertEqual("Beziehungsmanagement", segment[:1].name)
        value = env["crm.goal.position.value"].new({"comparator": "<", "figure": 2})
        self.assertEqual("unter 2", value.display)
        goal = env["crm.goal"].fields_get(["approval_state"])["approval_state"]
        self.assertIn(("requested", "Freigabe angefordert"), goal["selection"])
        phase = env["crm.readiness.phase"].search([("code", "=", "software")])
        self.assertEqual("Software konfigurieren", phase.name)
        criteria = env["crm.readiness.criterion"].search([])
        self.assertIn("Keine pauschale Steigerung", criteria.mapped("name"))
        project = env["crm.readiness.project"].new({"name": "CRM"})
        with self.assertRaisesRegex(UserError, "hat keinen Datensatz mit dieser ID"):
            project.gate_report("x")

    def test_the_browser_gets_german(self):
        terms = {
            "crm_metric_definitions": ("Signal or noise", "Signal oder Rauschen"),
            "crm_goal_map": ("Goal conflict", "Zielkonflikt"),
            "crm_readiness": ("Last decision", "Letzte Entscheidung"),
        }
        for addon in set(terms) & set(self.addons):
            english, german = terms[addon]
            found = code_translations.get_web_translations(addon, "de_DE")["messages"]
            self.assertIn({"id": english, "string": german}, list(found))
