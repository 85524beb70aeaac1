import {useEffect, useState} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
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
        const {archInfo} = this.componentProps;
        // what the view itself allows, for when the form shows a free record
        this.env.config.readinessFree = {
            activeActions: {...archInfo?.activeActions},
            readonly: Boolean(this.componentProps.readonly),
        };
        if (status?.disable) {
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
    readinessOpenFor(waiver) {
        return _t("%(project)s: the lock is open for %(hours)s more hours.", {
            project: waiver.project,
            hours: waiver.hours_left,
        });
    },
    openReadinessGate(project) {
        return this.readinessAction.doAction("crm_readiness.crm_readiness_gate_board_action", {
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
        this.readiness = useState({
            lock: this.env.config.readinessLock,
            readonly: this.props.readonly,
        });
        this.readinessFree = this.env.config.readinessFree;
        let shown = this.props.resId || false;
        useEffect(
            (resId) => {
                // another record in the same form: it may be held by another project
                if (resId && resId !== shown) {
                    shown = resId;
                    loadLockStatus(this.props.resModel, resId).then((lock) =>
                        this.readinessShow(resId, lock)
                    );
                }
            },
            () => [this.model.root.resId]
        );
    },
    /**
     * The pager has come to another record: disable what is held, enable what is free.
     *
     * @param {Number} resId
     * @param {Object|null} lock
     */
    readinessShow(resId, lock) {
        const {root} = this.model;
        if (root.resId !== resId) {
            return;
        }
        const {activeActions, readonly} = this.readinessFree;
        Object.assign(
            this.archInfo.activeActions,
            activeActions,
            lock?.disable && CLOSED
        );
        const {create, edit} = this.archInfo.activeActions;
        this.canCreate = create && !this.props.preventCreate;
        this.canEdit = edit && !this.props.preventEdit;
        this.readiness.lock = lock;
        this.readiness.readonly = Boolean(readonly || lock?.disable);
        root.switchMode(this.readiness.readonly ? "readonly" : "edit");
    },
    ...openGate,
});
