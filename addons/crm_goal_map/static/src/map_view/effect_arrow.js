import {Component} from "@odoo/owl";

/** One effect between two goals, as an arrow with its sign. */
export class EffectArrow extends Component {
    static template = "crm_goal_map.EffectArrow";
    static props = {arrow: Object, touched: Boolean};
}
