import {Component} from "@odoo/owl";
import {stateBadgeClass} from "@crm_metric_definitions/state_badge/state_badge_field";

/** One box of the map: the head of a segment, a goal, or the note that there is none. */
export class GoalBox extends Component {
    static template = "crm_goal_map.GoalBox";
    static props = {
        box: Object,
        minHeight: {type: Number, optional: true},
        touched: Boolean,
        onOpen: Function,
        onPoint: Function,
    };

    get classes() {
        const {box, touched} = this.props;
        return {
            [`o_goal_map_${box.kind}`]: true,
            [`o_goal_map_existence_${box.existence || "none"}`]: box.kind === "head",
            o_goal_map_conflict: box.conflict,
            o_goal_map_touched: touched,
        };
    }

    badgeClass(state) {
        return stateBadgeClass(state);
    }
}
