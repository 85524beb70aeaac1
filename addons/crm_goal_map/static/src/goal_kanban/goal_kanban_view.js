import {reactive, onWillStart, onWillUpdateProps, useSubEnv} from "@odoo/owl";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {stateBadgeClass} from "@crm_metric_definitions/state_badge/state_badge_field";
import {KanbanHeader} from "@web/views/kanban/kanban_header";
import {KanbanRenderer} from "@web/views/kanban/kanban_renderer";
import {kanbanView} from "@web/views/kanban/kanban_view";

/** The head of a column says where its segment stands, and what to do if it is empty. */
export class GoalKanbanHeader extends KanbanHeader {
    static template = "crm_goal_map.GoalKanbanHeader";

    setup() {
        super.setup();
        this.stateBadgeClass = stateBadgeClass;
    }

    get hint() {
        const {list, group} = this.props;
        if (list.groupByField.name !== "segment_id") {
            return undefined;
        }
        return this.env.segmentHints[group.serverValue];
    }

    /** A goal that was just dragged here makes the hint needless before it is reloaded. */
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
