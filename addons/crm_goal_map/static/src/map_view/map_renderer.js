import {Component, onMounted, onPatched, useEffect, useRef, useState} from "@odoo/owl";
import {user} from "@web/core/user";
import {deepEqual} from "@web/core/utils/objects";

import {EffectArrow} from "./effect_arrow";
import {GoalBox} from "./goal_box";
import {mapContent} from "./map_content";
import {neighbour} from "./map_focus";
import {layoutArrows, planArrows} from "./map_layout";

/** What an A4 page across has room for, in px. */
const PAPER = {width: 1040, height: 660};

/**
 * Draws one map: the browser lays out the boxes and their texts, then they are measured
 * and the arrows are led around them.
 */
export class MapRenderer extends Component {
    static template = "crm_goal_map.MapRenderer";
    static components = {EffectArrow, GoalBox};
    static props = {data: Object, zoom: Number, onOpen: Function};

    setup() {
        this.sheet = useRef("sheet");
        this.lang = user.lang;
        const {columns, effects} = mapContent(this.props.data);
        this.columns = columns;
        this.plan = planArrows(columns, effects);
        this.layout = {gutters: this.plan.gutters, arrows: [], links: [], size: {}};
        this.state = useState({pointed: "", layout: this.layout});
        onMounted(() => this.measure());
        onPatched(() => this.measure());
        // a font that arrives late, or another size of it, moves the boxes
        useEffect(
            () => {
                const observer = new ResizeObserver(() => this.measure());
                observer.observe(this.sheet.el);
                return () => observer.disconnect();
            },
            () => []
        );
    }

    measure() {
        const sheet = this.sheet.el.getBoundingClientRect();
        const scale = sheet.width / this.sheet.el.offsetWidth || 1;
        const mirrored = getComputedStyle(this.sheet.el).direction === "rtl";
        const rects = new Map();
        for (const [id, rect] of this.boxRects()) {
            const start = mirrored ? sheet.right - rect.right : rect.left - sheet.left;
            rects.set(id, {
                x: start / scale,
                y: (rect.top - sheet.top) / scale,
                width: rect.width / scale,
                height: rect.height / scale,
            });
        }
        const size = {width: sheet.width / scale, height: sheet.height / scale};
        const layout = {...layoutArrows(this.plan, rects, size.width), size, mirrored};
        if (!deepEqual(layout, this.layout)) {
            this.layout = layout;
            this.state.layout = layout;
        }
    }

    /** Return [[id, rectangle on the screen]] in reading order. */
    boxRects() {
        const boxes = [...this.sheet.el.querySelectorAll("[data-box]")];
        return boxes.map((el) => [el.dataset.box, el.getBoundingClientRect()]);
    }

    get sheetStyle() {
        const {gutters, size} = this.state.layout;
        const columns = gutters.map((width) => `${width}px`);
        const paper = Math.min(
            1,
            PAPER.width / size.width,
            Math.max(0.5, PAPER.height / size.height)
        );
        return (
            `grid-template-columns:${columns.join(" var(--goal-map-column) ")};` +
            `row-gap:${this.plan.channel}px;zoom:${this.props.zoom};` +
            `--goal-map-paper:${(paper || 1).toFixed(3)}`
        );
    }

    /** The ids of the pointed box and its neighbours; empty if it has no arrows. */
    get touchedBoxes() {
        const ends = this.state.layout.arrows
            .filter((arrow) => this.touchesArrow(arrow))
            .flatMap(({source, target}) => [source, target]);
        return new Set(ends);
    }

    touchesArrow({source, target}) {
        return [source, target].includes(this.state.pointed);
    }

    point(boxId) {
        this.state.pointed = boxId;
    }

    onKeydown(ev) {
        const {box} = ev.target.dataset;
        if (box && ev.key.startsWith("Arrow") && !(ev.ctrlKey || ev.metaKey || ev.altKey)) {
            const boxes = this.boxRects().map(([id, {x, y}]) => ({id, x, y}));
            const {id} = neighbour(boxes, box, ev.key);
            this.sheet.el.querySelector(`[data-box="${id}"]`).focus();
            ev.preventDefault();
        }
    }
}
