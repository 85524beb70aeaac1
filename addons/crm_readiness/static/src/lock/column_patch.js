import {_t} from "@web/core/l10n/translation";
import {patch} from "@web/core/utils/patch";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {KanbanRenderer} from "@web/views/kanban/kanban_renderer";
import {GroupConfigMenu} from "@web/views/view_components/group_config_menu";

/**
 * The project that holds what a view is grouped by: a pipeline's columns are stages.
 *
 * @param {Object} env
 * @param {Object} groupByField
 * @returns {Number|undefined}
 */
function holdingProject(env, groupByField) {
    return env.config.readinessHeldColumns?.[groupByField?.relation];
}

patch(KanbanRenderer.prototype, {
    get canResequenceGroups() {
        return super.canResequenceGroups && !this.readinessColumnsHeld;
    },
    canCreateGroup() {
        return super.canCreateGroup() && !this.readinessColumnsHeld;
    },
    get readinessColumnsHeld() {
        return Boolean(holdingProject(this.env, this.props.list.groupByField));
    },
});

patch(GroupConfigMenu.prototype, {
    setup() {
        super.setup();
        this.readinessAction = useService("action");
    },
    get permissions() {
        const permissions = super.permissions;
        permissions.readinessHeld =
            this.readinessProject && (super.canEditGroup() || super.canDeleteGroup());
        return permissions;
    },
    canEditGroup() {
        return super.canEditGroup() && !this.readinessProject;
    },
    canDeleteGroup() {
        return super.canDeleteGroup() && !this.readinessProject;
    },
    get readinessProject() {
        return holdingProject(this.env, this.group.groupByField);
    },
    openReadinessGate() {
        return this.readinessAction.doAction("crm_readiness.crm_readiness_gate_board_action", {
            additionalContext: {
                active_id: this.readinessProject,
                phase_code: "software",
            },
        });
    },
});

// instead of “Edit” and “Delete”, for who would have these
registry.category("group_config_items").add(
    "readiness_lock",
    {
        label: _t("Locked: open the gate"),
        isVisible: ({permissions}) => permissions.readinessHeld,
        class: "o_readiness_column_lock",
        icon: "fa-lock",
        method: "openReadinessGate",
    },
    {sequence: 25}
);
