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
        const gutters = [0, ...columns.map(() => 0)];
        this.layout = {gutters, arrows: [], links: [], size: {}};
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
        const rects = new Map();
        for (const box of this.boxes()) {
            const rect = box.getBoundingClientRect();
            const height = rect.height / scale;
            const y = (rect.top - sheet.top) / scale;
            rects.set(box.dataset.box, {y, height, width: rect.width / scale});
            // on paper lines may break elsewhere: the box stays where its arrows are
            box.style.setProperty("--goal-map-height", `${height}px`);
        }
        const layout = {
            ...layoutArrows(this.plan, rects),
            size: {width: sheet.width / scale, height: sheet.height / scale},
            mirrored: getComputedStyle(this.sheet.el).direction === "rtl",
        };
        if (!deepEqual(layout, this.layout)) {
            this.layout = layout;
            this.state.layout = layout;
        }
    }

    /** The elements of the boxes in reading order. */
    boxes() {
        return [...this.sheet.el.querySelectorAll("[data-box]")];
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
        if (
            box &&
            ev.key.startsWith("Arrow") &&
            !(ev.ctrlKey || ev.metaKey || ev.altKey)
        ) {
            const boxes = this.boxes().map((el) => {
                const {x, y} = el.getBoundingClientRect();
                return {id: el.dataset.box, el, x, y};
            });
            neighbour(boxes, box, ev.key).el.focus();
            ev.preventDefault();
        }
    }
}
