from odoo.tests import tagged

from ..models.approval.content_words import ContentWords
from .common import MetricCase


@tagged("post_install", "-at_install")
class TestContentWords(MetricCase):
    """Who approves a metric reads what has changed in words, in his language."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("de_DE")
        cls.env["ir.module.module"]._load_module_terms(
            ["crm_metric_definitions"], ["de_DE"]
        )

    def _rows(self, metric, lang="en_US"):
        metric = metric.with_user(self.approver).with_context(lang=lang)
        changes = metric._approval_changes()
        for row in changes:
            self.assertIn(row["label"], metric._approval_changes_html())
        # what it resolves to has tests of its own
        return {
            row["label"]: (row["old_text"], row["new_text"])
            for row in changes
            if ".meaning." not in row["path"]
        }

    def test_in_words(self):
        metric = self.win_rate
        self._approve(metric)
        metric.write(
            {
                "direction": "lower",
                "data_owner_id": self.approver.id,
                "week_start": "7",
                "known_limits": "Only ours.",
                "per_salesperson": True,
            }
        )
        self.won.write(
            {"date_field_id": self._field("create_date"), "include_archived": True}
        )
        self.assertEqual(
            self._rows(metric),
            {
                "Direction": ("Higher is better", "Lower is better"),
                "Per Salesperson": ("no", "yes"),
                "Data owner": ("Author", "Approver"),
                "Weeks begin on": ("Monday", "Sunday"),
                "Known Limits": ("—", "Only ours."),
                "What is counted › Date": ("Closed Date", "Created on"),
                "What is counted › Include Archived": ("no", "yes"),
            },
        )
        german = self._rows(metric, "de_DE")
        self.assertEqual(german["Wochen beginnen am"], ("Montag", "Sonntag"))
        self.assertEqual(len(german), 7)
        self.assertFalse(set(german) & set(self._rows(metric)))

    def test_a_measure_in_words(self):
        metric = self.win_rate
        self._approve(metric)
        self.won.domain = "[('type', '=', 'opportunity')]"
        label, (before, after) = self._rows(metric).popitem()
        self.assertEqual(label, "What is counted › Which ones")
        self.assertIn("“Type” is “Opportunity”", after)
        self.assertIn("Won", before)
        metric.write({"kind": "simple", "denominator_id": False})
        rows = self._rows(metric)
        self.assertEqual(rows["Divided by › Records"][1], "—")
        self.assertNotIn("crm.lead", rows["Divided by › Records"][0])
        further = rows["Divided by › Further breakdowns"][0]
        self.assertEqual(further, "Source, Stage")
        german = self._rows(metric, "de_DE")
        self.assertIn("Geteilt durch › Datensätze", german)

    def test_texts_in_other_languages_name_theirs(self):
        metric = self.win_rate
        metric.with_context(lang="de_DE").procedure_steps = "Am selben Tag."
        self._approve(metric)
        metric.with_context(lang="de_DE").procedure_steps = "Am nächsten Tag."
        (label,) = self._rows(metric)
        self.assertIn("Steps › German", label)
        self.assertEqual(
            self._rows(metric, "de_DE"),
            {"Schritte": ("Am selben Tag.", "Am nächsten Tag.")},
        )

    def test_a_content_of_an_earlier_version(self):
        words = ContentWords(self.win_rate)
        (row,) = words.changes({"tz": "UTC", "gone": "x"}, {"tz": "UTC"})
        self.assertEqual((row["label"], row["old_text"]), ("Other", "x"))
        self.assertEqual(words.label(("procedure", "tz")), "Time zone")
        self.assertEqual(words.text(("kind",), {"kind": "ratio"})[:5], "Ratio")
        self.assertEqual(words.text(("company",), {"company": -1}), "(deleted)")
