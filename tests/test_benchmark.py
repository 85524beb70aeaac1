"""The benchmark in small: everybody agrees, and the number of queries is fixed.

Nothing is timed here; ``make benchmark`` does that.
"""

import json
import sys
import tempfile
from pathlib import Path

from odoo.tests import TransactionCase, tagged

from odoo.addons.crm_metric_definitions.engine import evaluation

FOLDER = str(Path(__file__).resolve().parent)
if FOLDER not in sys.path:
    sys.path.insert(0, FOLDER)

from benchmark import contest, definitions, generate, report, verify  # noqa: E402
from benchmark.catalogue import TASKS  # noqa: E402
from benchmark.rivals import history, loop, read_group, sql, suite  # noqa: E402

COUNT = 2000
#: closed, revenue, margin, active
GENERATED = [1360.0, 50226759.83, 2024497.8, 1301.0]
KEYS = {"task", "approach", "median_ms", "queries", "peak_mb"}


@tagged("post_install", "-at_install")
class TestBenchmark(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        generate.fill(cls.env, COUNT)
        definitions.metrics(cls.env)
        definitions.viewers(cls.env)
        cls.env.flush_all()
        by_period, by_person = TASKS[:2], TASKS[2:]
        fast = (sql, suite, history, read_group)
        said = []
        cls.results = contest.contest(
            cls.env, 2, 1, said.append, (*fast, loop), by_period
        )
        # a search per week and person takes a while
        cls.results += contest.contest(cls.env, 2, 1, said.append, fast, by_person)
        cls.said = said

    def _queries(self, approach):
        return {r.task: r.queries for r in self.results if r.approach == approach}

    def test_everybody_agrees(self):
        """``contest`` raises where an approach or a role has another figure."""
        self.assertEqual(
            [line.split(" ", 1)[0] for line in self.said], ["T1:", "T2:", "T3:"]
        )
        self.assertIn("5 approaches and 3 roles agree on 288 figures", self.said[1])
        self.assertIn("10400 figures", self.said[2])

    def test_a_wrong_figure_is_noticed(self):
        right = {("win_rate", 0, None): 0.5, ("win_rate", 1, None): None}
        wrong = {**right, ("win_rate", 1, None): 0.0}
        verify.check(TASKS[0], "somebody", right, right)
        with self.assertRaisesRegex(verify.Mismatch, "differs in 1 of 2"):
            verify.check(TASKS[0], "somebody", wrong, right)
        with self.assertRaisesRegex(verify.Mismatch, "lacks 1 cells"):
            verify.check(TASKS[0], "somebody", {("win_rate", 0, None): 0.5}, right)

    def test_the_generator_is_deterministic(self):
        self.env.cr.execute(
            """SELECT count(*), count(date_ended), sum(expected_revenue),
                      sum(contribution_margin), count(*) FILTER (WHERE active)
                 FROM crm_lead WHERE name LIKE 'Opportunity %'"""
        )
        count, *others = self.env.cr.fetchone()
        self.assertEqual(count, COUNT)
        self.assertEqual([float(number) for number in others], GENERATED)

    def test_queries_do_not_grow_with_periods(self):
        queries = self._queries("suite")
        self.assertEqual(queries["T1"], queries["T2"])
        self.assertLess(queries["T2"], 20)
        self.assertLess(queries["T3"], 20)
        self.assertEqual(self._queries("sql"), {"T1": 4, "T2": 4, "T3": 2})

    def test_one_query_per_source_and_date(self):
        task = TASKS[1]
        ready = suite.prepare(self.env, task)
        suite.run(self.env, task, ready)
        asked = []
        run_query = evaluation.run_query

        def _run_query(env, key, *args):
            before = env.cr.sql_log_count
            answer = run_query(env, key, *args)
            asked.append((key.model, key.date, env.cr.sql_log_count - before))
            return answer

        self.patch(evaluation, "run_query", _run_query)
        suite.run(self.env, task, ready)
        self.assertEqual(
            sorted(asked),
            [
                ("calendar.event", "start", 1),
                ("crm.lead", "date_ended", 1),
                ("crm.lead", "date_intake", 1),
                ("res.partner", "create_date", 1),
            ],
        )

    def test_the_file_has_the_promised_shape(self):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "build" / "benchmark.json"
            report.write(path, self.results)
            rows = json.loads(path.read_text())
        self.assertEqual(len(rows), len(self.results))
        for row in rows:
            self.assertLessEqual(KEYS, set(row))
            self.assertGreater(row["median_ms"], 0)
        self.assertEqual(
            {row["approach"] for row in rows},
            {"sql", "suite", "history", "read_group", "loop"},
        )
        lines = report.table(self.results)
        self.assertEqual(len(lines), len(rows) + 1)
        self.assertEqual(len({len(line) for line in lines}), 1)
