import {Component, xml} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {patch} from "@web/core/utils/patch";
import {useService} from "@web/core/utils/hooks";
import {session} from "@web/session";
import {View} from "@web/views/view";
import {LockBanner, openGate} from "./lock_banner";

const LOCKED_MODELS = new Set(session.crm_readiness_locked_models || []);
const CLOSED = {create: false, edit: false, delete: false, duplicate: false};
const COLUMN_CHANGES = ["edit_group", "delete_group"];

/**
 * Shows in lists and kanbans what the server would refuse. Views of other models are not
 * changed, unless their columns are records of a locked model.
 */
patch(View.prototype, {
    async loadView({type, resModel}) {
        await super.loadView(...arguments);
        const {Renderer, archInfo, fields} = this.componentProps;
        if (!["list", "kanban"].includes(type) || !Renderer) {
            return;
        }
        const ask = (method, argument) =>
            this.env.services.orm.call("crm.readiness.project", method, [argument]);
        const columns = Object.values(fields)
            .filter((f) => f.type === "many2one" && LOCKED_MODELS.has(f.relation))
            .map((f) => f.relation);
        const isLocked = LOCKED_MODELS.has(resModel) && !this.env.inDialog;
        const [status, projectByModel] = await Promise.all([
            isLocked && ask("lock_status", resModel),
            columns.length && ask("held_models", [...new Set(columns)]),
        ]);
        if (projectByModel && Object.keys(projectByModel).length) {
            this.componentProps.Renderer = withHeldColumns(Renderer, projectByModel);
        }
        if (status && (status.locked || status.waivers.length)) {
            this.componentProps.Renderer = withBanner(
                this.componentProps.Renderer,
                status,
                type === "kanban"
            );
        }
        if (status?.disable) {
            const activeActions = {...archInfo.activeActions, ...CLOSED};
            this.componentProps.archInfo = {...archInfo, activeActions};
            this.componentProps.readonly = true;
        }
    },
});

function withBanner(Renderer, status, collapsed) {
    return class extends Component {
        static template = xml`
            <LockBanner status="status" collapsed="collapsed"/>
            <t t-component="Renderer" t-props="props"/>`;
        static components = {LockBanner};
        static props = ["*"];
        Renderer = Renderer;
        status = status;
        collapsed = collapsed;
    };
}

/**
 * Columns of held records, as the stages of a pipeline, are neither moved nor added,
 * and their menu leads to the gate instead of editing or deleting them.
 *
 * @param {Class} Renderer of a list or kanban
 * @param {Object} projectByModel {model: id of a project that holds all of its records}
 * @returns {Class}
 */
function withHeldColumns(Renderer, projectByModel) {
    const lockedMenu = (Menu) =>
        class extends Menu {
            setup() {
                super.setup();
                this.action = useService("action");
            }
            get configItems() {
                const items = super.configItems;
                const project = projectByModel[this.group.groupByField.relation];
                const isChange = ({key}) => COLUMN_CHANGES.includes(key);
                if (!project || !items.some((i) => isChange(i) && i.isVisible)) {
                    return items;
                }
                return items
                    .filter((item) => !isChange(item))
                    .concat({
                        key: "readiness_lock",
                        label: _t("Locked: open the gate"),
                        class: "o_readiness_column_lock",
                        icon: "fa-lock",
                        isVisible: true,
                        method: () => openGate(this.action, project),
                    });
            }
        };
    const withMenu = (Parent) => {
        const {GroupConfigMenu, KanbanHeader} = Parent.components;
        const components = {...Parent.components};
        if (GroupConfigMenu) {
            components.GroupConfigMenu = lockedMenu(GroupConfigMenu);
        }
        if (KanbanHeader) {
            components.KanbanHeader = withMenu(KanbanHeader);
        }
        return class extends Parent {
            static components = components;
        };
    };
    return class extends withMenu(Renderer) {
        get isHeld() {
            return Boolean(projectByModel[this.props.list.groupByField?.relation]);
        }
        get canResequenceGroups() {
            return super.canResequenceGroups && !this.isHeld;
        }
        canCreateGroup() {
            return super.canCreateGroup() && !this.isHeld;
        }
    };
}
