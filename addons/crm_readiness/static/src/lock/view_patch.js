import {useEffect, useState} from "@odoo/owl";
import {patch} from "@web/core/utils/patch";
import {useService} from "@web/core/utils/hooks";
import {FormController} from "@web/views/form/form_controller";
import {ListController} from "@web/views/list/list_controller";
import {View} from "@web/views/view";
import {loadHeldColumns, loadLockStatus} from "./lock_status";

const CLOSED = {create: false, edit: false, delete: false, duplicate: false};

patch(View.prototype, {
    async loadView(props) {
        const shown = ["form", "list"].includes(props.type) && props.resModel;
        const [status] = await Promise.all([
            shown && !(props.type === "list" && this.env.inDialog)
                ? loadLockStatus(props.resModel, props.resId)
                : null,
            super.loadView(...arguments),
        ]);
        this.env.config.readinessLock = status;
        this.env.config.readinessHeldColumns = ["kanban", "list"].includes(props.type)
            ? await loadHeldColumns(this.componentProps.fields ?? {})
            : {};
        if (status?.disable) {
            const {archInfo} = this.componentProps;
            Object.assign(this.componentProps, {
                archInfo: {
                    ...archInfo,
                    activeActions: {...archInfo.activeActions, ...CLOSED},
                },
                readonly: Boolean(props.type === "list" || props.resId),
            });
        }
    },
});

const openGate = {
    openReadinessGate(project) {
        return this.readinessAction.doAction("crm_readiness.action_gate_board", {
            additionalContext: {active_id: project.id, phase_code: "software"},
        });
    },
};

patch(ListController.prototype, {
    setup() {
        super.setup();
        this.readinessAction = useService("action");
        this.readiness = {lock: this.env.config.readinessLock};
    },
    ...openGate,
});

patch(FormController.prototype, {
    setup() {
        super.setup();
        this.readinessAction = useService("action");
        this.readiness = useState({lock: this.env.config.readinessLock});
        let shown = this.props.resId || false;
        useEffect(
            (resId) => {
                // another record in the same form: it may be held by another project
                if (resId && resId !== shown) {
                    shown = resId;
                    loadLockStatus(this.props.resModel, resId).then((lock) => {
                        this.readiness.lock = lock;
                    });
                }
            },
            () => [this.model.root.resId]
        );
    },
    ...openGate,
});
