"""The main job: the same story on a generated sample, and on the files of DATA."""

import os
import sys
import tempfile
from datetime import date
from pathlib import Path

from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

FOLDER = str(Path(__file__).resolve().parent)
REAL = os.environ.get("DATA")
SAMPLE = 8800  # opportunities in the public sample "CRM Sales Opportunities"
if FOLDER not in sys.path:
    sys.path.insert(0, FOLDER)

from real_pipeline import oracle, oracle_by_agent, source, stand_in  # noqa: E402
from real_pipeline.loading import Importer  # noqa: E402
from real_pipeline.loading_master import ImportRefused, xmlid  # noqa: E402
from real_pipeline.story import Story  # noqa: E402

REFUSALS = {
    "an agent asks for figures per person",
    "the owner types another baseline",
    "approval of goals without reasons",
    "the owner opens his own gate",
    "the manager renames a stage",
    "the manager moves a stage",
}


class StoryTests:
    """The story is told once for each class; the tests look at what it found."""

    @classmethod
    def setUpClass(cls):
        cls.source = source.read(cls.folder())
        super().setUpClass()
        admin = cls.env.ref("base.user_admin")
        lines = []
        story = Story(cls.env(user=admin.id, su=False), cls.source, lines.append)
        cls.ledger = story.run()
        cls.told = "\n".join(lines)

    def figure(self, label):
        return next(f.odoo for f in self.ledger.figures if f.label == label)

    def test_every_figure_equals_the_counted_one(self):
        self.assertGreater(len(self.ledger.figures), 100)
        self.assertEqual([], self.ledger.different)

    def test_the_library_by_month_and_agent(self):
        """Numerators, denominators and populations of all metrics that apply."""
        manager = self.env.ref(xmlid("user", self.source.agents[0].manager))
        people = self.env.ref("crm_metric_definitions.group_individual_figures")
        manager.group_ids += people
        span = oracle.period(self.source)
        months = [month for month, _next in oracle_by_agent.months(span)]
        metrics = self.env["crm.metric.definition"].with_user(manager)
        compared = 0
        for code, sides in oracle_by_agent.figures(self.source, span).items():
            metric = metrics.search([("code", "=", code)]).ensure_one()
            for breakdown in (None, "user"):
                points = metric.evaluate(*span, "month", breakdown)[metric.id]
                found = {
                    (date.fromisoformat(p["period_start"]), p["label"]): p
                    for p in points
                }
                self.assertEqual(len(points), len(found))
                agents = {a for _m, a in (*sides[0], *(sides[1] or ()))}
                agents = {None} if not breakdown else agents - {None}
                for place in ((m, agent) for m in months for agent in agents):
                    self._assert_point(metric, sides, place, found.pop(place))
                    compared += 1
                # members of a team without any deal
                self.assertFalse({p["value"] for p in found.values()} - {None, 0.0})
        self.assertGreater(compared, 1000)

    def _assert_point(self, metric, sides, place, point):
        above, below = ((side or {}).get(place, (0.0, 0)) for side in sides)
        if metric.numerator_id.aggregation == "average":
            mean = above[0] / above[1] if above[1] else None
            expected = (mean, None, mean, above[1])
        elif metric.kind == "ratio" and not below[1]:
            expected = (None, None, None, 0)
        elif metric.kind == "ratio":
            value = above[0] / below[0] if below[0] else None
            expected = (above[0], below[0], value, below[1])
        else:
            expected = (above[0], None, above[0], above[1])
        names = ("numerator", "denominator", "value", "population")
        shown = tuple(point[name] for name in names)
        if metric.per_salesperson:  # the files do not know who was in a team when
            expected, shown = expected[::3], shown[::3]
        self.assertEqual(expected, shown, (metric.code, place))

    def test_a_second_run_changes_nothing(self):
        rows = len(self.source.deals)
        self.assertEqual(
            (0, rows), self.figure("Run 2: opportunities created, updated")
        )
        self.assertEqual(rows, self.figure("Rows whose two dates are kept"))

    def test_refusals(self):
        self.assertLessEqual(REFUSALS, set(self.ledger.refusals))
        authors = [label for label in self.ledger.refusals if "himself" in label]
        self.assertEqual(2, len(authors))
        refusal = self.ledger.refusals["the manager renames a stage"]
        self.assertIn("CRM for hardware sales", refusal)

    def test_misspelt_products_are_reported(self):
        for name, count in oracle.unknown_products(self.source).items():
            self.assertIn(f"“{name}”: {count} rows", self.told)
            tags = self.env["crm.tag"].search([("name", "=", name)])
            self.assertFalse(tags)


@tagged("post_install", "-at_install")
class TestGeneratedInput(StoryTests, TransactionCase):
    @classmethod
    def folder(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        return stand_in.write(folder.name)

    def test_a_second_import_keeps_when_deals_ended(self):
        """Odoo's own closing date becomes that of the import."""
        importer = Importer(
            self.env(user=self.env.ref("base.user_admin").id), self.source
        )
        won = next(deal for deal in self.source.deals if deal.stage == "Won")
        lead = self.env.ref(xmlid("opportunity", won.key))
        importer.opportunities()
        self.assertEqual(date.today(), lead.date_closed.date())
        self.assertEqual(won.closed, lead.date_ended.date())

    @mute_logger("odoo.sql_db")  # the refused row is logged
    def test_an_import_that_odoo_refuses_says_why(self):
        importer = Importer(
            self.env(user=self.env.ref("base.user_admin").id), self.source
        )
        with self.assertRaisesRegex(ImportRefused, "crm.lead: .*nobody"):
            importer._load(
                "crm.lead", ("id", "user_id/id"), [("x", "sales_history.nobody")]
            )


if REAL:

    @tagged("post_install", "-at_install")
    class TestRealInput(StoryTests, TransactionCase):
        @classmethod
        def folder(cls):
            return REAL

        def test_known_figures(self):
            if len(self.source.deals) != SAMPLE:
                return  # other data, other figures
            self.assertEqual((4238, 6711), self.figure("Win rate: won, decided"))
            self.assertEqual("63.15%", self.figure("Win rate"))
            self.assertEqual(500, self.figure("Left out: no date"))
            self.assertEqual(1425, self.figure("Without a customer"))
            self.assertEqual(10_005_534, self.figure("Won value"))
