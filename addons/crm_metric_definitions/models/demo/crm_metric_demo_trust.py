from dateutil.relativedelta import relativedelta

from odoo import fields, models

NEW = "new_opportunities_per_salesperson_week"
#: what the approver does with the procedures that the business engineer completes
DECISIONS = {
    NEW: "approve",
    "decision_maker_rate": "wait",
    "win_rate": "approve",
    "contacts_per_contact_year": "approve",
    "single_owner_knowledge_rate": "draft",
    "contribution_margin_rate": "reject",
}
#: metrics that are checked, and the salespeople who are asked: more than half
CHECKS = {
    "win_rate": "anke bernd elke falk gudrun ilka jochen marlies olga renate",
    NEW: "anke bernd elke gudrun cora heiner katrin nils paul stefan",
}
#: those who count an opportunity only once there is an offer
OTHERWISE = ("cora", "heiner", "katrin", "nils", "paul", "stefan")


class CrmMetricDemo(models.AbstractModel):
    """How far the demo company has come with trusting its figures.

    One figure is known (win rate); of one the procedure is approved, but people apply
    it differently (new opportunities); one is approved and not checked (contacts); one
    waits for its approval, one was rejected, and one is still a draft.
    """

    _inherit = "crm.metric.demo"

    def _load_trust(self):
        """Let the demo people request, decide and answer, as everybody would."""
        demo = self.with_user(self._user("engineer"))
        metrics = demo.env["crm.metric.definition"].search(
            [("code", "in", list(DECISIONS))]
        )
        metrics.write({"data_owner_id": demo.env.uid})
        demo.env["crm.metric.definition"].search([]).tz = "Europe/Berlin"
        by_code = {metric.code: metric for metric in metrics}
        by_code["win_rate"].on_team_card = True
        why_not = self.env._(
            "Which costs are in contribution margin III? Name the report it comes from."
        )
        for code, decision in DECISIONS.items():
            if decision != "draft":
                by_code[code].action_request_approval()
            metric = by_code[code].with_user(self._user("approver"))
            if decision == "approve":
                metric.action_approve(None, metric.content_fingerprint)
            elif decision == "reject":
                metric.action_reject(why_not, metric.content_fingerprint)
        for code, logins in CHECKS.items():
            demo._load_check(by_code[code], logins)
        demo._load_annotations(by_code)
        # figures of closed periods are there as soon as the demo runs
        self.env.ref("crm_metric_definitions.ir_cron_record_history")._trigger()

    def _load_annotations(self, by_code):
        """What happened meanwhile, so that nobody has to guess at the charts."""
        today = fields.Date.today()
        fair = today.replace(month=9, day=14)
        if fair >= today:
            fair -= relativedelta(years=1)
        merger = today - relativedelta(months=7)
        events = {
            NEW: [fair, self.env._("Trade fair")],
            "win_rate": [merger, self.env._("Two competitors have merged")],
        }
        self.env["crm.metric.annotation"].create(
            [
                {"metric_id": by_code[code].id, "date": day, "name": name}
                for code, (day, name) in events.items()
            ]
        )

    def _load_check(self, metric, logins):
        """A consistency check, answered by these salespeople and closed."""
        people = self.env["res.users"].union(*map(self._user, logins.split()))
        check = self.env["crm.metric.check"].create(
            {"metric_id": metric.id, "participant_ids": people.ids, "seed": 4711}
        )
        check.action_open()
        computed = {sample.id: sample.computed for sample in check.sudo().sample_ids}
        for user in people:
            own_check = check.with_user(user)
            seen = 0
            for item in own_check.answer_sheet()["items"]:
                counts = computed[item["id"]]
                seen += counts
                if user.login in OTHERWISE and seen % 3:
                    counts = False  # no offer yet
                own_check.answer(item["id"], counts)
        check.action_close()
