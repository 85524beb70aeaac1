import threading
from concurrent.futures import ThreadPoolExecutor

from psycopg2.errors import UniqueViolation

from odoo import SUPERUSER_ID, api
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models.approval.crm_append_only_mixin import append
from .committed_case import CommittedCase


@tagged("post_install", "-at_install")
class TestValueConcurrency(CommittedCase):
    """Two jobs that record the same period at once leave one row: real commits."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with cls.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            metric = env["crm.metric.definition"].create(
                {"name": "Concurrent", "code": "concurrent_test", "kind": "manual"}
            )
            cls.metric_id = metric.id
            cls.vals = {
                "metric_id": metric.id,
                # any row of its life serves as the approval here
                "approval_id": metric.approval_ids[0].id,
                "company_id": env.company.id,
                "granularity": "month",
                "period_start": "2025-01-01",
                "period_end": "2025-02-01",
                "numerator": 1.0,
                "value": 1.0,
                "status": "ok",
            }
        cls.addClassCleanup(cls._clean_up)

    @classmethod
    def _clean_up(cls):
        with cls.registry.cursor() as cr:
            for query in (
                "DELETE FROM crm_metric_value WHERE metric_id = %s",
                "DELETE FROM crm_metric_definition WHERE id = %s",
                "DELETE FROM crm_approval WHERE res_id = %s"
                " AND res_model = 'crm.metric.definition'",
                "DELETE FROM mail_message WHERE res_id = %s"
                " AND model = 'crm.metric.definition'",
                "DELETE FROM mail_followers WHERE res_id = %s"
                " AND res_model = 'crm.metric.definition'",
            ):
                cr.execute(query, (cls.metric_id,))

    @mute_logger("odoo.sql_db")
    def test_one_row_remains(self):
        both_looked = threading.Barrier(2)

        def run():
            with self.registry.cursor() as cr:
                env = api.Environment(cr, SUPERUSER_ID, {})
                rows = env["crm.metric.value"]
                found = rows.search([("metric_id", "=", self.metric_id)])
                both_looked.wait(timeout=10)
                try:
                    append(rows, [dict(self.vals)])
                    env.flush_all()
                except UniqueViolation:
                    cr.rollback()
                    return len(found), "refused"
            return len(found), "recorded"

        with ThreadPoolExecutor(max_workers=2) as executor:
            outcomes = [executor.submit(run) for _job in range(2)]
            outcomes = sorted(outcome.result(timeout=30) for outcome in outcomes)
        self.assertEqual(outcomes, [(0, "recorded"), (0, "refused")])
        with self.registry.cursor() as cr:
            cr.execute(
                "SELECT COUNT(*) FROM crm_metric_value WHERE metric_id = %s",
                (self.metric_id,),
            )
            self.assertEqual(cr.fetchone(), (1,))
