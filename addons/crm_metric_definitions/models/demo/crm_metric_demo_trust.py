from dateutil.relativedelta import relativedelta

from odoo import fields, models

#: metrics whose procedure the business engineer completes
SIX = (
    "new_opportunities_per_salesperson_week",
    "decision_maker_rate",
    "win_rate",
    "contacts_per_contact_year",
    "single_owner_knowledge_rate",
    "contribution_margin_rate",
)
ASKED = ("anke", "elke", "gudrun", "ilka", "olga")
#: those who count an opportunity only once there is an offer
OTHERWISE = ("cora", "heiner", "katrin")


class CrmMetricDemo(models.AbstractModel):
    """How far the demo company has come with trusting its figures.

    One figure is known (win rate); of one the procedure is approved, but people apply
    it differently (new opportunities); one is approved and not checked (contacts); one
    waits for its approval, one was rejected, and one is still a draft.
    """

    _inherit = "crm.metric.demo"

    def _load_trust(self):
        """Let the demo people request, decide and answer, as everybody would."""
        engineer, approver = self._user("engineer"), self._user("approver")
        by_code = {
            metric.code: metric
            for metric in self.env["crm.metric.definition"]
            .with_user(engineer)
            .search([("code", "in", SIX)])
        }
        for metric in by_code.values():
            metric.write({"data_owner_id": engineer.id, "tz": "Europe/Berlin"})
        by_code["win_rate"].on_team_card = True
        for code, metric in by_code.items():
            if code != "single_owner_knowledge_rate":
                metric.action_request_approval()
        decided = {code: metric.with_user(approver) for code, metric in by_code.items()}
        decided["win_rate"].action_approve()
        decided["new_opportunities_per_salesperson_week"].action_approve()
        decided["contacts_per_contact_year"].action_approve()
        decided["contribution_margin_rate"].action_reject(
            self.env._(
                "Which costs are in contribution margin III? Name the report it comes"
                " from."
            )
        )
        self._load_check(by_code["win_rate"], ASKED)
        self._load_check(
            by_code["new_opportunities_per_salesperson_week"], ASKED[:2] + OTHERWISE
        )
        self._load_annotations(by_code, engineer)
        # figures of closed periods are there as soon as the demo runs
        self.env.ref("crm_metric_definitions.ir_cron_record_history")._trigger()

    def _load_annotations(self, by_code, engineer):
        """What happened meanwhile, so that nobody has to guess at the charts."""
        today = fields.Date.today()
        fair = today.replace(month=9, day=14)
        if fair >= today:
            fair -= relativedelta(years=1)
        self.env["crm.metric.annotation"].with_user(engineer).create(
            [
                {
                    "metric_id": by_code["new_opportunities_per_salesperson_week"].id,
                    "date": fair,
                    "name": self.env._("Trade fair"),
                },
                {
                    "metric_id": by_code["win_rate"].id,
                    "date": today - relativedelta(months=7),
                    "name": self.env._("Two competitors have merged"),
                },
            ]
        )

    def _load_check(self, metric, logins):
        """A consistency check, answered by these salespeople and closed."""
        people = self.env["res.users"].union(*(self._user(login) for login in logins))
        check = self.env["crm.metric.check"].with_user(self._user("engineer"))
        check = check.create(
            {"metric_id": metric.id, "participant_ids": people.ids, "seed": 4711}
        )
        check.action_open()
        computed = {sample.id: sample.computed for sample in check.sudo().sample_ids}
        for user in people:
            asked = check.with_user(user)
            seen = 0
            for item in asked.answer_sheet()["items"]:
                counts = computed[item["id"]]
                seen += counts
                if user.login in OTHERWISE and seen % 3:
                    counts = False  # no offer yet
                asked.answer(item["id"], counts)
        check.action_close()
