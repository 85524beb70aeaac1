import {Component, onWillStart, useRef, useState} from "@odoo/owl";
import {browser} from "@web/core/browser/browser";
import {Dropdown} from "@web/core/dropdown/dropdown";
import {DropdownItem} from "@web/core/dropdown/dropdown_item";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {Layout} from "@web/search/layout";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";
import {stateBadgeClass} from "@crm_metric_definitions/state_badge/state_badge_field";

import {MapModel} from "./map_model";
import {MapRenderer} from "./map_renderer";

const ZOOMS = [0.25, 0.4, 0.5, 0.65, 0.8, 1, 1.25, 1.5, 2];

/**
 * The goal map drawn: segments in their chain, goals below, effects as arrows.
 *
 * It is a client action without a search: a filter would hide goals that an arrow leads
 * to, and the drawing shows the map as it is approved, which is always a whole map.
 */
export class GoalMapView extends Component {
    static template = "crm_goal_map.MapView";
    static components = {Dropdown, DropdownItem, Layout, MapRenderer};
    static props = {...standardActionServiceProps};

    setup() {
        this.action = useService("action");
        this.root = useRef("root");
        this.display = {controlPanel: {}};
        this.model = useState(new MapModel(useService("orm")));
        this.state = useState({zoom: 1});
        this.stateBadgeClass = stateBadgeClass;
        onWillStart(() => this.load());
    }

    async load() {
        const {context, params} = this.props.action;
        const wantedId = context?.active_id || params?.active_id || false;
        const mapId = await this.model.choose(wantedId);
        return this.env.isSmall ? this.openList(mapId) : this.model.load(mapId);
    }

    async select(mapId) {
        await this.model.load(mapId);
        this.state.zoom = 1;
    }

    /** A phone has no room for a map: the stock list of goals takes over. */
    async openList(mapId) {
        const goals = await this.action.loadAction("crm_goal_map.crm_goal_action");
        const list = {...goals, mobile_view_mode: "list"};
        await this.action.doAction(list, {
            stackPosition: "replaceCurrentAction",
            additionalContext: mapId
                ? {search_default_map_id: mapId, default_map_id: mapId}
                : {},
        });
    }

    /** Open the record of a box, or a new one where there is none yet. */
    open({model, resId, segmentId}) {
        const map = this.model.data.id;
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: model,
            res_id: resId,
            views: [[false, "form"]],
            context: resId ? {} : {default_map_id: map, default_segment_id: segmentId},
        });
    }

    openMap() {
        return this.open({model: "crm.goal.map", resId: this.model.data.id});
    }

    print() {
        browser.print();
    }

    get zoomLabel() {
        return _t("Zoom: %s %%", Math.round(this.state.zoom * 100));
    }

    zoomBy(steps) {
        const {zoom} = this.state;
        const next =
            steps > 0
                ? ZOOMS.find((step) => step > zoom + 0.01)
                : ZOOMS.findLast((step) => step < zoom - 0.01);
        this.state.zoom = next || zoom;
    }

    /** The largest zoom up to 100 % at which the whole map is seen. */
    zoomFit() {
        const {clientWidth, clientHeight} = this.root.el;
        const caption = this.root.el.querySelector(".o_goal_map_caption");
        const sheet = this.root.el.querySelector(".o_goal_map_sheet");
        const room = clientHeight - caption.offsetHeight;
        const fit = Math.min(
            clientWidth / sheet.offsetWidth,
            room / sheet.offsetHeight,
            1
        );
        this.state.zoom = Math.max(Math.floor(fit * 100) / 100, ZOOMS[0]);
    }

    onWheel(ev) {
        if (ev.ctrlKey || ev.metaKey) {
            ev.preventDefault();
            this.zoomBy(ev.deltaY < 0 ? 1 : -1);
        }
    }

    onKeydown(ev) {
        const zooms = {"+": 1, "=": 1, "-": -1};
        if (ev.ctrlKey || ev.metaKey || ev.altKey) {
            return;
        }
        if (ev.key in zooms) {
            this.zoomBy(zooms[ev.key]);
        } else if (ev.key === "0") {
            this.state.zoom = 1;
        } else {
            return;
        }
        ev.preventDefault();
    }
}

registry.category("actions").add("crm_goal_map.map_view", GoalMapView);
