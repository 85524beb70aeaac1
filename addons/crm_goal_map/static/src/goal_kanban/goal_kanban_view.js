import {reactive, onWillStart, onWillUpdateProps, useSubEnv} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {KanbanHeader} from "@web/views/kanban/kanban_header";
import {KanbanRenderer} from "@web/views/kanban/kanban_renderer";
import {kanbanView} from "@web/views/kanban/kanban_view";

/** A column says where its segment stands, and what to do when it is empty. */
export class GoalKanbanHeader extends KanbanHeader {
    static template = "crm_goal_map.GoalKanbanHeader";

    get hint() {
        const {list, group} = this.props;
        if (list.groupByField.name !== "segment_id") {
            return undefined;
        }
        return this.env.segmentHints[group.serverValue];
    }

    /** A goal that was dragged here settles it, before anything is loaded again. */
    get showTodo() {
        return this.hint?.todo && (!this.hint.existence || !this.props.group.count);
    }
}

export class GoalKanbanRenderer extends KanbanRenderer {
    static components = {...KanbanRenderer.components, KanbanHeader: GoalKanbanHeader};

    setup() {
        super.setup();
        this.orm = useService("orm");
        this.segmentHints = reactive({});
        useSubEnv({segmentHints: this.segmentHints});
        onWillStart(() => this.loadHints(this.props));
        onWillUpdateProps((nextProps) => this.loadHints(nextProps));
    }

    async loadHints({list}) {
        if (list.groupByField?.name === "segment_id") {
            const hints = await this.orm.call("crm.goal.segment", "kanban_hints", [
                list.domain,
            ]);
            Object.assign(this.segmentHints, hints);
        }
    }
}

export const goalKanbanView = {...kanbanView, Renderer: GoalKanbanRenderer};

registry.category("views").add("goal_kanban", goalKanbanView);
