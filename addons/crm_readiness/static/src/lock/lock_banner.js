import {Component, xml} from "@odoo/owl";
import {deserializeDateTime, formatDateTime} from "@web/core/l10n/dates";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

/** Open the gate board of a project at the gate that its lock waits for. */
export function openGate(action, projectId) {
    return action.doAction("crm_readiness.crm_readiness_gate_board_action", {
        additionalContext: {active_id: projectId, phase_code: "software"},
    });
}

/**
 * Names the projects that lock the records shown, what is missing, and the waivers that
 * lift a lock.
 */
export class LockBanner extends Component {
    static template = "crm_readiness.LockBanner";
    static props = {status: Object, collapsed: {type: Boolean, optional: true}};

    setup() {
        this.action = useService("action");
    }

    openGate(project) {
        return openGate(this.action, project.id);
    }

    openFor(waiver) {
        const until = deserializeDateTime(waiver.until);
        return _t(
            "%(project)s: %(asked_by)s asked for it, %(by)s has opened the lock until %(until)s.",
            {
                project: waiver.project,
                asked_by: waiver.asked_by,
                by: waiver.by,
                until: formatDateTime(until, {showSeconds: false}),
            }
        );
    }
}

/** The banner of a form: the field `readiness_lock` of crm.readiness.lock.mixin. */
export class ReadinessLockField extends Component {
    static template = xml`<LockBanner t-if="status" status="status"/>`;
    static components = {LockBanner};
    static props = {...standardFieldProps};

    get status() {
        return this.props.record.data[this.props.name];
    }
}

registry.category("fields").add("readiness_lock", {
    component: ReadinessLockField,
    supportedTypes: ["json"],
});
