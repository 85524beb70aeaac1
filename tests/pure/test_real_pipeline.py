"""Reading the sample and counting it: without Odoo."""

import tempfile
import unittest
from datetime import date
from pathlib import Path

from real_pipeline import oracle, source, stand_in

PIPELINE = """\
opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value
A1,Ann,GTX Pro,Acme,Won,2017-01-02,2017-02-28,100
A2,Ann,GTXPro,,Lost,2017-01-08,2017-02-01,0
A3,Bob,GTX Pro,Acme,Won,2017-01-09,2017-03-01,250
A4,Bob,GTX Pro,Acme,Engaging,2017-03-31,,
A5,Bob,GTX Pro,Acme,Prospecting,,,
"""


class TestRealPipeline(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(stand_in.write(folder.name, deals=50))

    def small(self, text=PIPELINE):
        (self.folder / "sales_pipeline.csv").write_text(text, encoding="utf-8")
        return source.read(self.folder)

    def test_counted_by_hand(self):
        found = self.small()
        self.assertEqual((2, 3), oracle.win_rate(found))
        self.assertEqual(
            {date(2017, 2, 1): (1, 2), date(2017, 3, 1): (1, 1)},
            oracle.win_rate_by_month(found),
        )
        self.assertEqual(
            {"Ann": (1, 2), "Bob": (1, 1)}, oracle.win_rate_by_agent(found)
        )
        self.assertEqual(
            {date(2017, 1, 2): 2, date(2017, 1, 9): 1, date(2017, 3, 27): 1},
            oracle.new_by_week(found),
        )
        self.assertEqual(1, oracle.undated(found))
        self.assertEqual(1, oracle.without_account(found))
        self.assertEqual(2, oracle.not_closed(found))
        self.assertEqual({"GTXPro": 1}, oracle.unknown_products(found))
        self.assertEqual(350, oracle.won_value(found))
        self.assertEqual((date(2017, 1, 1), date(2017, 4, 1)), oracle.period(found))

    def test_a_broken_row_is_named(self):
        with self.assertRaisesRegex(ValueError, "sales_pipeline.csv, line 3"):
            self.small(PIPELINE.replace("2017-01-08", "08.01.2017"))
        with self.assertRaisesRegex(ValueError, "sales_pipeline.csv, line 2"):
            self.small(PIPELINE.replace("sales_agent", "agent"))

    def test_missing_files_are_named(self):
        (self.folder / "products.csv").unlink()
        self.assertEqual(["products.csv"], source.missing_files(self.folder))

    def test_stand_in_is_the_same_every_time_and_has_the_flaws(self):
        first = source.read(stand_in.write(self.folder))
        self.assertEqual(first, source.read(stand_in.write(self.folder)))
        self.assertEqual(600, len(first.deals))
        self.assertEqual(4, len(oracle.stages(first)))
        self.assertTrue(oracle.unknown_products(first))
        self.assertTrue(oracle.undated(first))
        self.assertTrue(oracle.without_account(first))
