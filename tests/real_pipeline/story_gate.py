"""Chapters seven to ten: a closed gate, go, configuration, and a lapse."""

from odoo.exceptions import AccessError, UserError

GATES = ("position", "measurement", "goals", "tactics", "processes", "software")


class GateChapters:
    """Uses ``cast``, ``ledger``, ``env``, map and goals of the story."""

    # -- seven: the gate is closed -------------------------------------------------

    def find_gate_closed(self):
        book = self.ledger
        book.chapter("The gate “Configure software” is closed")
        self.project = self.cast.act("manager", "crm.readiness.project").create(
            {
                "name": "CRM for hardware sales",
                "map_id": self.map.id,
                "advisor_id": self.cast.advisor.partner_id.id,
                "segment_ids": [(6, 0, self.map.segment_ids.ids)],
            }
        )
        self._compare_gate(is_open=False)
        self.project.action_lock()
        self.ledger.figure("Lock", self.project.lock_state, "closed")
        self._rename_stage(passes=False)

    def _compare_gate(self, is_open):
        report = self.project.gate_report("software")
        self.ledger.figure("Gate open", report["open"], is_open)
        for sentence in report["missing"]:
            self.ledger.tell(f"missing: {sentence}")

    def _rename_stage(self, passes):
        """What a head of sales does first in any CRM project."""
        stage = self.cast.act("manager", "crm.stage").browse(
            self.env.ref("crm.stage_lead2").id
        )
        before = stage.name
        try:
            with self.env.cr.savepoint():
                stage.write({"name": "Engaging"})
                stage.flush_recordset()
        except UserError as error:
            self.ledger.refused("the manager renames a stage", error)
        stage.invalidate_recordset()
        expected = "Engaging" if passes else before
        self.ledger.figure("Name of the stage", stage.name, expected)

    # -- eight: approve and decide ---------------------------------------------------

    def approve_and_decide(self):
        book = self.ledger
        book.chapter("Goals get reasons, people and effects; then go")
        try:
            with self.env.cr.savepoint():
                self.goals.action_request_approval()
        except UserError as error:
            book.refused("approval of goals without reasons", error)
        for goal in self.goals:
            self.complete_goal(goal)
        self.goals.action_request_approval()
        self.map.action_request_approval()
        for records in (self.goals, self.map):
            found = self.cast.act("approver", records._name).browse(records.ids)
            seen = {record.id: record.content_fingerprint for record in found}
            found.action_approve("Discussed on 12 June, minutes are filed.", seen)
        advisor = self.cast.act("advisor", "crm.readiness.project")
        advised = advisor.browse(self.project.id)
        advised.action_confirm_evidence("I have seen it.", self._seen("software"))
        try:
            with self.env.cr.savepoint():
                self._decide(self.project, "software")
        except (AccessError, UserError) as error:
            book.refused("the owner opens his own gate", error)
        keeper = self.cast.act("keeper", "crm.readiness.project")
        for phase in GATES:
            self._decide(keeper.browse(self.project.id), phase)
        self.project.invalidate_recordset()
        self._compare_gate(is_open=True)

    def _seen(self, phase):
        return self.project.gate_report(phase)["fingerprint"]

    def _decide(self, project, phase):
        project.decide(phase, "go", minutes="Agreed.", fingerprint=self._seen(phase))

    # -- nine: configuration, and a lapse ---------------------------------------------

    def change_stage(self):
        self.ledger.chapter("Now the stage may change")
        self._rename_stage(passes=True)

    def change_definition(self):
        book = self.ledger
        book.chapter("Somebody changes what the win rate counts: the gate closes")
        measure = self.metric("win_rate").numerator_id
        before = measure.domain
        measure.write(
            {"domain": "[('won_status', '=', 'won'), ('priority', '=', '3')]"}
        )
        metric = self.metric("win_rate")
        book.figure("Approval of the win rate", metric.approval_state, "lapsed")
        for change in metric.approval_diff():
            book.tell(f"{change['label']}: {change['old']} → {change['new']}")
        self.goals.invalidate_recordset()
        book.figure("Status of its goal", self.goals[0].status, "not_known")
        self._compare_gate(is_open=False)
        self._rename_back(passes=False)
        measure.write({"domain": before})
        book.tell("The change is undone.")
        self._compare_gate(is_open=True)
        self._rename_back(passes=True)

    def _rename_back(self, passes):
        stage = self.cast.act("manager", "crm.stage").browse(
            self.env.ref("crm.stage_lead2").id
        )
        try:
            with self.env.cr.savepoint():
                stage.write({"sequence": stage.sequence + 1})
                stage.flush_recordset()
            done = True
        except UserError as error:
            done = False
            self.ledger.refused("the manager moves a stage", error)
        self.ledger.figure("Stage moved", done, passes)
