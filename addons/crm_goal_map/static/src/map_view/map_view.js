import {Component, onMounted, onWillStart, useRef, useState} from "@odoo/owl";
import {browser} from "@web/core/browser/browser";
import {Dropdown} from "@web/core/dropdown/dropdown";
import {DropdownItem} from "@web/core/dropdown/dropdown_item";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {Layout} from "@web/search/layout";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";

import {mapContent} from "./map_content";
import {SIZES, layoutMap} from "./map_layout";
import {neighbour} from "./map_focus";
import {textMeasure} from "./map_text";

const ZOOMS = [0.25, 0.4, 0.5, 0.65, 0.8, 1, 1.25, 1.5, 2];
/** What an A4 page across has room for, in px. */
const PAPER = {width: 1040, height: 660};

/** The goal map drawn: segments in their chain, goals below, effects as arrows. */
export class GoalMapView extends Component {
    static template = "crm_goal_map.MapView";
    static components = {Dropdown, DropdownItem, Layout};
    static props = {...standardActionServiceProps};

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
        this.root = useRef("root");
        this.sizes = SIZES;
        this.display = {controlPanel: {}};
        this.state = useState({data: null, maps: [], drawing: null, zoom: 1, at: ""});
        onWillStart(() => this.load());
        onMounted(() => this.draw());
    }

    get mapId() {
        const {context, params} = this.props.action;
        return context?.active_id || params?.active_id || false;
    }

    async load(mapId = this.mapId) {
        // an archived map is shown where it is asked for
        const domain = ["|", ["active", "=", true], ["id", "=", mapId]];
        const maps = await this.orm.searchRead(
            "crm.goal.map",
            domain,
            ["display_name"],
            {context: {active_test: false}}
        );
        const known = maps.some(({id}) => id === mapId);
        const chosen = known ? mapId : maps[0]?.id;
        if (this.env.isSmall) {
            this.openList(chosen);
            return;
        }
        this.state.maps = maps;
        this.state.data = chosen
            ? await this.orm.call("crm.goal.map", "map_data", [[chosen]])
            : null;
    }

    async select(mapId) {
        await this.load(mapId);
        Object.assign(this.state, {zoom: 1, at: ""});
        this.draw();
    }

    /** A phone has no room for a map: the stock list of goals takes over. */
    openList(mapId) {
        return this.action.doAction("crm_goal_map.crm_goal_action_phone", {
            stackPosition: "replaceCurrentAction",
            additionalContext: mapId
                ? {search_default_map_id: mapId, default_map_id: mapId}
                : {},
        });
    }

    draw() {
        if (this.state.data && this.root.el) {
            const measure = textMeasure(this.root.el);
            this.state.drawing = layoutMap(mapContent(this.state.data), measure);
        }
    }

    // -- what is shown -----------------------------------------------------

    /** Boxes in reading order: each segment, then its goals. */
    get boxes() {
        const {heads, boxes} = this.state.drawing;
        return heads.flatMap((head, column) => [
            head,
            ...boxes.filter((box) => box.column === column),
        ]);
    }

    boxStyle({x, y, width, height}) {
        const {padding} = SIZES;
        return `left:${x}px;top:${y}px;width:${width}px;height:${height}px;padding:${padding}px`;
    }

    boxClass(box) {
        return {
            [`o_goal_map_${box.kind}`]: true,
            [`o_goal_map_existence_${box.existence || "none"}`]: box.kind === "head",
            o_goal_map_conflict: box.conflict,
            o_goal_map_faded: this.isFaded(box.id),
        };
    }

    lineStyle(style) {
        return `line-height:${SIZES.line[style]}px`;
    }

    badgeStyle({x, y, width, height}) {
        return `left:${x}px;top:${y}px;width:${width}px;height:${height}px`;
    }

    arrowClass(arrow) {
        const touched = [arrow.source, arrow.target].includes(this.state.at);
        return {
            [`o_goal_map_${arrow.kind}`]: true,
            o_goal_map_touched: touched,
            o_goal_map_faded: this.hasArrows(this.state.at) && !touched,
        };
    }

    hasArrows(id) {
        return this.state.drawing.arrows.some(
            ({source, target}) => source === id || target === id
        );
    }

    isFaded(id) {
        const {at, drawing} = this.state;
        if (!at || id === at || !this.hasArrows(at)) {
            return false;
        }
        return !drawing.arrows.some(
            ({source, target}) =>
                (source === at && target === id) || (target === at && source === id)
        );
    }

    get zoomLabel() {
        return _t("Zoom: %s %%", Math.round(this.state.zoom * 100));
    }

    // -- what one does with it ---------------------------------------------

    /** Opens the record of a box, or a new one where there is none yet. */
    open(box) {
        const map = this.state.data.id;
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: box.model,
            res_id: box.resId,
            views: [[false, "form"]],
            context: box.resId
                ? {}
                : {default_map_id: map, default_segment_id: box.segmentId},
        });
    }

    openMap() {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "crm.goal.map",
            res_id: this.state.data.id,
            views: [[false, "form"]],
        });
    }

    print() {
        browser.print();
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
        const {width, height} = this.state.drawing;
        const room = clientHeight - caption.offsetHeight;
        const fit = Math.min(clientWidth / width, room / height, 1);
        this.state.zoom = Math.max(Math.floor(fit * 100) / 100, ZOOMS[0]);
    }

    get canvasStyle() {
        const {drawing, zoom} = this.state;
        const {width, height} = drawing;
        const paper = Math.min(
            1,
            PAPER.width / width,
            Math.max(0.5, PAPER.height / height)
        );
        return (
            `width:${width * zoom}px;height:${height * zoom}px;` +
            `--goal-map-width:${width}px;--goal-map-height:${height}px;` +
            `--goal-map-paper:${paper.toFixed(3)}`
        );
    }

    onWheel(ev) {
        if (ev.ctrlKey || ev.metaKey) {
            ev.preventDefault();
            this.zoomBy(ev.deltaY < 0 ? 1 : -1);
        }
    }

    onKeydown(ev) {
        if (ev.ctrlKey || ev.metaKey || ev.altKey) {
            return;
        }
        const zooms = {"+": 1, "=": 1, "-": -1};
        if (ev.key in zooms) {
            this.zoomBy(zooms[ev.key]);
        } else if (ev.key === "0") {
            this.state.zoom = 1;
        } else if (ev.key.startsWith("Arrow") && ev.target.dataset.box) {
            const next = neighbour(this.boxes, ev.target.dataset.box, ev.key);
            this.root.el.querySelector(`[data-box="${next.id}"]`).focus();
        } else {
            return;
        }
        ev.preventDefault();
    }
}

registry.category("actions").add("crm_goal_map.map_view", GoalMapView);
