from odoo.fields import Command
from odoo.tests import TransactionCase, new_test_user

from odoo.addons.crm_metric_definitions.public import write_system


def speak_english(env):
    """Let people read English in a test, whatever the language of the database is."""
    env["res.lang"]._activate_lang("en_US")
    env["ir.default"].set("res.partner", "lang", "en_US")
    users = env["res.users"].with_context(active_test=False).search([])
    (users.partner_id | env.company.partner_id).lang = "en_US"


def shown(records):
    """Return what somebody gives back who opens these records now and decides."""
    prints = {record.id: record.content_fingerprint for record in records.sudo()}
    return prints if len(prints) > 1 else prints[records.id]


def approve(records, comment=None):
    return records.action_approve(comment, shown(records))


def reject(records, comment=None):
    return records.action_reject(comment, shown(records))


def approve_as(record, author, approver):
    """Have an author ask for approval, and an approver give it."""
    record.with_user(author).action_request_approval()
    approve(record.with_user(approver), "Looked at the steps.")


def make_known(metric, author, approver):
    """Approve a metric and have it found consistently applied, without asking."""
    approve_as(metric, author, approver)
    check = metric.env["crm.metric.check"].create({"metric_id": metric.id})
    write_system(
        check,
        {
            "state": "closed",
            "result": "consistent",
            "content": metric._approval_contents()[metric.id],
            "fingerprint": metric._approval_fingerprints()[metric.id],
            "valid_until": "2199-01-01",
        },
    )


class MetricCase(TransactionCase):
    """People of every kind and a few measures on the pipeline."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        speak_english(cls.env)
        cls.env = cls.env(
            context={**cls.env.context, "tracking_disable": True, "lang": "en_US"}
        )
        cls.author = cls._user("author", "group_metric_manager")
        cls.approver = cls._user("approver", "group_metric_approver")
        cls.reader = cls._user("reader", "group_metric_user")
        cls.analyst = cls._user(
            "analyst", "group_metric_manager", "group_individual_figures"
        )
        cls.company = cls.env.company
        cls.company.metric_tz = "Europe/Berlin"
        cls.won = cls._measure(
            "Won", "[('type', '=', 'opportunity'), ('won_status', '=', 'won')]"
        )
        cls.closed = cls._measure(
            "Closed",
            "[('type', '=', 'opportunity'), ('won_status', 'in', ['won', 'lost'])]",
            include_archived=True,
        )
        cls.win_rate = cls._metric(
            "win_rate_test",
            kind="ratio",
            numerator_id=cls.won.id,
            denominator_id=cls.closed.id,
            value_format="percent",
        )

    @classmethod
    def _user(cls, login, *groups):
        names = [f"crm_metric_definitions.{group}" for group in groups]
        names += ["base.group_user", "sales_team.group_sale_salesman_all_leads"]
        return new_test_user(
            cls.env,
            f"metric_{login}",
            groups=",".join(names),
            name=login.title(),
            lang="en_US",
        )

    @classmethod
    def _field(cls, name, model="crm.lead"):
        return cls.env["ir.model.fields"]._get(model, name).id

    @classmethod
    def _measure(cls, name, domain="[]", date="date_closed", **vals):
        model = vals.pop("model", "crm.lead")
        if model == "crm.lead":
            vals.setdefault("user_field_id", cls._field("user_id"))
            vals.setdefault("team_field_id", cls._field("team_id"))
            vals.setdefault(
                "breakdown_field_ids",
                [Command.set([cls._field("source_id"), cls._field("stage_id")])],
            )
        return (
            cls.env["crm.metric.measure"]
            .with_user(cls.author)
            .create(
                {
                    "name": name,
                    "model_id": cls.env["ir.model"]._get_id(model),
                    "domain": domain,
                    "date_field_id": cls._field(date, model),
                    **vals,
                }
            )
        )

    @classmethod
    def _source(cls, model, **vals):
        """Let measures count records that they could not count before."""
        return cls.env["crm.metric.source"].create(
            {
                "name": model,
                "record_words": "A record.",
                "model_id": cls.env["ir.model"]._get_id(model),
                **vals,
            }
        )

    @classmethod
    def _offer(cls, field):
        """Let measures of its records use a field."""
        source = cls.env["crm.metric.source"].search([("model", "=", field.model)])
        link = [Command.link(field.id)]
        source.write({"condition_field_ids": link, "value_field_ids": link})
        return field

    @classmethod
    def _metric(cls, code, **vals):
        return (
            cls.env["crm.metric.definition"]
            .with_user(cls.author)
            .create(
                {
                    "name": code.replace("_", " ").title(),
                    "code": code,
                    "tz": "Europe/Berlin",
                    "procedure_steps": "Enter the closing date on the day itself.",
                    "data_owner_id": cls.author.id,
                    **vals,
                }
            )
        )

    @classmethod
    def _lead(cls, name, **vals):
        """Create an opportunity and set the dates that the ORM would overwrite."""
        stamps = {
            key: vals.pop(key) for key in ("date_closed", "create_date") if key in vals
        }
        if "date_closed" in stamps:
            stamps["date_ended"] = stamps["date_closed"]
        vals.setdefault("type", "opportunity")
        lead = cls.env["crm.lead"].create({"name": name, **vals})
        cls.env.flush_all()
        for column, value in stamps.items():
            cls.env.cr.execute(
                f"UPDATE crm_lead SET {column} = %s WHERE id = %s", (value, lead.id)
            )
        lead.invalidate_recordset()
        return lead

    def _approve(self, record):
        approve_as(record, self.author, self.approver)

    def _make_known(self, metric):
        make_known(metric, self.author, self.approver)
        self.assertTrue(metric.is_known)

    def _values(self, metric, *span, **options):
        points = metric.evaluate(*span, **options)[metric.id]
        return {(p["period_start"], p["breakdown"]): p["value"] for p in points}
