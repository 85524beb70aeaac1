"""Every metric of the library equals hand-written SQL, by month and by salesperson."""

import math
from datetime import datetime

import pytz
from dateutil.relativedelta import relativedelta
from oracle_contacts_sql import PREPARE_CONTACTS, PREPARE_TOUCHES, WHO
from oracle_sql import MEMBER_DAYS, ORACLES, PREPARE_LEADS, PREPARE_MONTHS

from odoo.tests import TransactionCase, tagged

BERLIN = "Europe/Berlin"
#: averages of durations: PostgreSQL adds up binary fractions in any order
ROUNDED = ("sales_cycle", "time_to_assign")
PER_YEAR = ("contacts_per_contact_year",)
PER_PERSON_WEEK = ("new_opportunities_per_salesperson_week",)
AVERAGES = (*ROUNDED, "average_deal_size")


class OracleCase(TransactionCase):
    """Compares what the engine says with what the SQL of ``oracle_sql`` says."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        manager = cls.env.ref("demo_company.user_manager", raise_if_not_found=False)
        if not manager:
            raise AssertionError("This database holds no demo company.")
        data = cls.env["ir.model.data"].search(
            [
                ("module", "=", "crm_metric_definitions"),
                ("model", "=", "crm.metric.definition"),
            ]
        )
        library = cls.env["crm.metric.definition"].browse(data.mapped("res_id"))
        cls.env.company.metric_tz = BERLIN
        library.tz = BERLIN  # where a month does not begin with one of UTC
        cls.library = {metric.code: metric for metric in library}
        cls.today = datetime.now(pytz.timezone(BERLIN)).date()
        cls.end = manager.create_date.date().replace(day=1)
        cls.start = cls.end - relativedelta(months=24)

    def prepare(self):
        self.env.flush_all()
        execute = self.env.cr.execute
        execute(PREPARE_MONTHS, (self.start, self.end))
        execute(PREPARE_LEADS, (self.env.company.id,))
        execute(PREPARE_CONTACTS)
        execute(
            PREPARE_TOUCHES,
            {
                "email": self.env.ref("mail.mail_activity_data_email").id,
                "note": self.env.ref("mail.mt_note").id,
            },
        )
        execute("CREATE INDEX ON oracle_touch (contact_id)")
        execute("ANALYZE oracle_touch")
        execute("SELECT month FROM oracle_month ORDER BY month")
        self.months = [month for (month,) in self.env.cr.fetchall()]
        self.assertEqual(24, len(self.months))

    # -- by hand -------------------------------------------------------------

    def counted(self, query, who):
        """{(month, person): (total, records)} of one side of a metric."""
        self.env.cr.execute(query.format(who=who, company=self.env.company.id))
        return {(row[0], row[1]): row[2:] for row in self.env.cr.fetchall()}

    def by_hand(self, code, by_person):
        """{(month, person): (numerator, denominator, value, population, status)}"""
        above, below = ORACLES[code]
        whos = [WHO.get(side, "lead.user_id") for side in (above, below)]
        if not by_person:
            whos = ["NULL::int", "NULL::int"]
        numerators = self.counted(above, whos[0])
        denominators = self.counted(below, whos[1]) if below else None
        people = {person for _month, person in [*numerators, *(denominators or {})]}
        divisors = {}
        if code in PER_PERSON_WEEK:
            who = "period.user_id" if by_person else "NULL::int"
            query = MEMBER_DAYS.format(who=who, company=self.env.company.id)
            self.env.cr.execute(query, {"today": self.today})
            divisors = {(m, person): days / 7 for m, person, days in self.rows()}
            people.update(person for _month, person in divisors)
        if not by_person:
            people = {None}
        return {
            (month, person): self.figure(
                code,
                numerators.get((month, person)),
                denominators and (denominators.get((month, person)) or ()),
                self.divisor(code, month, divisors.get((month, person), 0.0)),
            )
            for month in self.months
            for person in people
        }

    def rows(self):
        return self.env.cr.fetchall()

    def divisor(self, code, month, person_weeks):
        if code in PER_PERSON_WEEK:
            return person_weeks
        if code in PER_YEAR:
            days = [
                start + relativedelta(**{unit: 1}) - start
                for start, unit in (
                    (month, "months"),
                    (month.replace(month=1), "years"),
                )
            ]
            return days[0] / days[1]
        return None

    def figure(self, code, above, below, divisor):
        """One point: ``below`` is None for a metric that has no denominator."""
        nothing = (None, None, None, 0, "no_data")
        if code in AVERAGES:
            total, records = above or (None, 0)
            mean = float(total) / records if records else None
            return (mean, None, mean, records, "ok") if records else nothing
        if below is not None and not below:
            return nothing
        population = below[1] if below else above[1] if above else 0
        if any(side and side[0] is None for side in (above, below)):
            return (None, None, None, population, "no_data")
        total = float(above[0]) if above else 0.0
        if below:
            divisor = float(below[0]) * (1.0 if divisor is None else divisor)
        if divisor is None:
            return total, None, total, population, "ok"
        if not divisor:
            return total, divisor, None, population, "zero_denominator"
        return total, divisor, total / divisor, population, "ok"

    # -- beside the engine ----------------------------------------------------

    def compare(self, by_person):
        """Return how many points with a value were compared."""
        self.assertEqual(set(ORACLES), set(self.library))
        metrics = self.env["crm.metric.definition"].union(*self.library.values())
        breakdown = "user" if by_person else None
        found = metrics.evaluate(self.start, self.end, "month", breakdown)
        values = 0
        for code, metric in self.library.items():
            if by_person and code in PER_YEAR:
                # who touches a contact is not who is in charge of it
                states = {point["status"] for point in found[metric.id]}
                self.assertEqual({"not_measurable"}, states)
                continue
            expected = self.by_hand(code, by_person)
            points = {self.place(p): self.shown(p) for p in found[metric.id]}
            self.assertEqual(len(points), len(found[metric.id]), code)
            self.assertEqual(set(expected), set(points), code)
            for place, figure in expected.items():
                same = figure == points[place]
                if code in ROUNDED:
                    same = all(map(_near, figure, points[place]))
                self.assertTrue(same, (code, place, figure, points[place]))
                values += figure[2] is not None
        return values

    def place(self, point):
        return datetime.fromisoformat(point["period_start"]).date(), point["breakdown"]

    def shown(self, point):
        names = ("numerator", "denominator", "value", "population", "status")
        return tuple(point[name] for name in names)


def _near(one, other):
    if isinstance(one, float) and isinstance(other, float):
        return math.isclose(one, other, rel_tol=1e-12)
    return one == other


@tagged("post_install", "-at_install")
class TestDemoOracles(OracleCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        people = cls.env.ref("crm_metric_definitions.group_individual_figures")
        cls.env.user.group_ids += people

    def test_by_month(self):
        self.prepare()
        self.assertGreater(self.compare(by_person=False), 400)

    def test_by_month_and_salesperson(self):
        self.prepare()
        self.assertGreater(self.compare(by_person=True), 5500)

    def test_stirred(self):
        """The demo's people work by day, in one company, and make no mistakes. Here
        many events lie on another day in Berlin than in UTC, some end before they
        begin, and there are leads, other companies, nobody in charge and cents."""
        self.spread("crm_lead", "date_intake", 5)
        self.spread("crm_lead", "date_ended", 7)
        self.spread("crm_lead", "date_first_assigned", 11)
        self.spread("crm_lead", "create_date", 13)
        self.spread("mail_message", "date", 5)
        self.spread("calendar_event", "start", 7)
        other = self.env["res.company"].create({"name": "Other"})
        self.stir("expected_revenue = expected_revenue + id % 100 / 100.0", 1)
        self.stir("expected_revenue = -expected_revenue", 31)
        self.stir("expected_revenue = NULL", 37)
        self.stir("company_id = NULL", 19)
        self.stir(f"company_id = {other.id}", 23)
        self.stir("user_id = NULL", 29)
        self.stir("date_conversion = create_date + interval '3 days'", 13)
        self.stir("type = 'lead', date_intake = NULL", 17)
        self.prepare()
        self.assertGreater(self.compare(by_person=False), 400)
        self.assertGreater(self.compare(by_person=True), 5500)

    def test_open_pipeline_of_today(self):
        """The sum of what the kanban shows, to the cent."""
        metric = self.library["open_pipeline"]
        [point] = metric.evaluate(
            self.today, self.today + relativedelta(days=1), "total"
        )[metric.id]
        leads = self.env["crm.lead"].search(
            [("type", "=", "opportunity"), ("won_status", "=", "pending")]
        )
        leads = leads.filtered(lambda lead: lead.company_id <= self.env.company)
        self.assertAlmostEqual(sum(leads.mapped("expected_revenue")), point["value"], 2)

    def spread(self, table, column, step):
        self.env.cr.execute(
            f"UPDATE {table} SET {column} = date_trunc('day', {column})"
            " + make_interval(hours => id * %s %% 24, mins => id %% 60)",
            (step,),
        )
        self.env.invalidate_all()

    def stir(self, change, every):
        self.env.cr.execute(f"UPDATE crm_lead SET {change} WHERE id % {every} = 0")
        self.env.invalidate_all()
