import {Component, onWillStart, useState} from "@odoo/owl";
import {Dropdown} from "@web/core/dropdown/dropdown";
import {DropdownItem} from "@web/core/dropdown/dropdown_item";
import {
    formatDateTime,
    deserializeDateTime,
    deserializeDate,
    formatDate,
} from "@web/core/l10n/dates";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {Layout} from "@web/search/layout";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";
import {stateBadgeClass} from "@crm_metric_definitions/state_badge/state_badge_field";

const STATES = {
    met: {icon: "fa-check-circle", color: "success"},
    not_met: {icon: "fa-times-circle", color: "danger"},
    waived: {icon: "fa-unlock", color: "warning"},
    unknown: {icon: "fa-question-circle", color: "secondary"},
};

/** Phases as steps and one gate in detail. It shows gate reports and computes nothing. */
export class GateBoard extends Component {
    static template = "crm_readiness.GateBoard";
    static components = {Dropdown, DropdownItem, Layout};
    static props = {...standardActionServiceProps};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.display = {controlPanel: {}};
        const {active_id, phase_code} = this.props.action.context || {};
        this.state = useState({
            projectId: this.props.state?.projectId || active_id || false,
            phaseCode: this.props.state?.phaseCode || phase_code || false,
            projects: [],
            data: null,
            metShown: false,
        });
        onWillStart(async () => {
            this.state.projects = await this.orm.searchRead(
                "crm.readiness.project",
                [["active", "=", true]],
                ["name"]
            );
            const known = this.state.projects.some(
                (p) => p.id === this.state.projectId
            );
            if (!known) {
                this.state.projectId = this.state.projects[0]?.id || false;
            }
            await this.load();
        });
    }

    async load() {
        const {projectId, phaseCode} = this.state;
        if (!projectId) {
            return;
        }
        this.state.data = await this.orm.call("crm.readiness.project", "board", [
            [projectId],
            phaseCode || null,
        ]);
        this.state.phaseCode = this.report.phase;
        this.props.updateActionState?.({active_id: projectId});
    }

    async choosePhase(code) {
        this.state.phaseCode = code;
        await this.load();
    }

    async chooseProject(id) {
        Object.assign(this.state, {projectId: id, phaseCode: false});
        await this.load();
    }

    get report() {
        return this.state.data.report;
    }

    get phase() {
        return this.state.data.phases.find((phase) => phase.code === this.report.phase);
    }

    get groups() {
        return ["must", "should"]
            .map((level) => this.report.criteria.filter((c) => c.level === level))
            .filter((criteria) => criteria.length)
            .map((criteria) => ({
                level: criteria[0].level,
                title: criteria[0].level_name,
                criteria,
            }));
    }

    stateOf(criterion) {
        return STATES[criterion.state];
    }

    badgeClass(state) {
        return stateBadgeClass(state);
    }

    date(value) {
        return formatDateTime(deserializeDateTime(value), {showSeconds: false});
    }

    day(value) {
        return formatDate(deserializeDate(value));
    }

    timeLeft(waiver) {
        return waiver.days_left >= 1
            ? _t("%s days left", waiver.days_left)
            : _t("%s hours left", waiver.hours_left);
    }

    openRecord(record) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: record.model,
            res_id: record.id,
            views: [[false, "form"]],
        });
    }

    openProject() {
        return this.openRecord({
            model: "crm.readiness.project",
            id: this.state.projectId,
        });
    }

    openDialog(model, context, name) {
        return this.action.doAction(
            {
                type: "ir.actions.act_window",
                name,
                res_model: model,
                views: [[false, "form"]],
                target: "new",
                context: {default_project_id: this.state.projectId, ...context},
            },
            {onClose: () => this.load()}
        );
    }

    decide() {
        return this.openDialog(
            "crm.readiness.decision.wizard",
            // he decides on the report that he has seen on this board
            {
                default_phase_id: this.phase.id,
                default_fingerprint: this.report.fingerprint,
            },
            _t("Decide: %s", this.phase.name)
        );
    }

    confirmEvidence() {
        return this.openDialog(
            "crm.readiness.confirmation.wizard",
            {default_fingerprint: this.report.fingerprint},
            _t("Confirm the evidence")
        );
    }

    lock() {
        return this.openDialog("crm.readiness.lock.wizard", {}, _t("Lock now"));
    }

    async waive(criterion) {
        const [criterionId] = await this.orm.search("crm.readiness.criterion", [
            ["code", "=", criterion.code],
        ]);
        return this.openDialog(
            "crm.readiness.waiver",
            {default_kind: "criterion", default_criterion_id: criterionId},
            _t("Ask for a waiver")
        );
    }

    breakGlass() {
        return this.openDialog(
            "crm.readiness.waiver",
            {default_kind: "lock"},
            _t("Break glass")
        );
    }

    print() {
        return this.action.doAction("crm_readiness.crm_readiness_gate_report_action", {
            additionalContext: {
                active_ids: [this.state.projectId],
                phase_code: this.report.phase,
            },
        });
    }
}

registry.category("actions").add("crm_readiness.gate_board", GateBoard);
