/**
 * Computes the arrows of a map around its boxes. The same boxes always give the same
 * arrows, and no arrow crosses a box. Lengths are in px; x runs in reading direction.
 */
import {
    STEP,
    assignPorts,
    assignTracks,
    countPorts,
    planRoute,
    round,
    roundedPath,
} from "./map_routes";

const CHANNEL_PAD = 14;
const GUTTER = {inner: 52, outer: 24, pad: 23};

/**
 * What the arrows need, before the boxes are laid out.
 *
 * @param {{head: {id}, boxes: {id}[]}[]} columns
 * @param {{id, source, target, kind, label}[]} effects
 * @returns {{heads, boxes, routes, ports, channel}} ``ports`` is how many arrows
 *   end at a side of each box, ``channel`` the height between heads and boxes
 */
export function planArrows(columns, effects) {
    const boxes = new Map(
        columns.flatMap((each, column) => each.boxes.map(({id}) => [id, {column}]))
    );
    const routes = effects
        .filter(({source, target}) => boxes.has(source) && boxes.has(target))
        .map((effect, index) => ({
            ...effect,
            ...planRoute(boxes.get(effect.source), boxes.get(effect.target)),
            index,
        }));
    const long = routes.filter(({gutters}) => gutters.length > 1);
    const {tracks, count} = assignTracks(
        long.map(({gutters}) => gutters.map((gutter) => gutter * 100))
    );
    long.forEach((route, index) => {
        route.channelTrack = tracks[index];
    });
    return {
        heads: columns.map(({head}) => head.id),
        boxes,
        routes,
        ports: countPorts(routes),
        channel: 2 * CHANNEL_PAD + count * STEP,
    };
}

/**
 * @param {Object} plan result of ``planArrows``
 * @param {Map<string, {y, width, height}>} rects of heads and boxes, as measured
 * @returns {{gutters: number[], arrows, links}} ``gutters`` are the widths that the
 *   arrows need beside the columns; arrows have points and path; links join the heads
 */
export function layoutArrows(plan, rects) {
    const heads = plan.heads.map((id) => ({...rects.get(id)}));
    const boxes = new Map();
    for (const [id, {column}] of plan.boxes) {
        boxes.set(id, {...rects.get(id), column});
    }
    const top = Math.min(...[...boxes.values()].map(({y}) => y));
    const routes = plan.routes.map((route) => ({
        ...route,
        ports: [],
        tracks: [],
        channelY: top - CHANNEL_PAD - route.channelTrack * STEP,
    }));
    assignPorts(routes, boxes);
    const gutters = heads.length ? layGutters(routes, heads.length) : [];
    let x = 0;
    gutters.forEach((gutter, index) => {
        gutter.firstTrack = x + (gutter.width - (gutter.count - 1) * STEP) / 2;
        x += gutter.width;
        if (index < heads.length) {
            heads[index].x = x;
            x += heads[index].width;
        }
    });
    for (const box of boxes.values()) {
        box.x = heads[box.column].x;
    }
    return {
        gutters: gutters.map((gutter) => gutter.width),
        arrows: routes.map((route) => drawArrow(route, boxes, gutters)),
        links: heads.slice(1).map((head, index) => ({
            x1: round(heads[index].x + heads[index].width),
            x2: round(head.x),
            y: round(head.y + head.height / 2),
        })),
    };
}

/** Vertical tracks in each gutter; a gutter is as wide as its tracks need. */
function layGutters(routes, columns) {
    const gutters = [];
    for (let gutter = 0; gutter <= columns; gutter++) {
        const legs = [];
        for (const route of routes) {
            const leg = route.gutters.indexOf(gutter);
            if (leg >= 0) {
                legs.push({route, leg, span: legSpan(route, leg)});
            }
        }
        const {tracks, count} = assignTracks(legs.map(({span}) => span));
        legs.forEach(({route, leg}, index) => {
            route.tracks[leg] = tracks[index];
        });
        const least = gutter % columns ? GUTTER.inner : GUTTER.outer;
        const needed = legs.length ? 2 * GUTTER.pad + (count - 1) * STEP : 0;
        gutters.push({width: Math.max(least, needed), count});
    }
    return gutters;
}

function legSpan({ports, gutters, channelY}, leg) {
    return gutters.length === 1 ? ports : [ports[leg], channelY];
}

function drawArrow(route, boxes, gutters) {
    const [from, to] = [boxes.get(route.source), boxes.get(route.target)];
    const edge = (box, side) => (side === "right" ? box.x + box.width : box.x);
    const trackX = (leg) =>
        gutters[route.gutters[leg]].firstTrack + route.tracks[leg] * STEP;
    const [y1, y2] = route.ports;
    const points = [
        [edge(from, route.sides[0]), y1],
        [trackX(0), y1],
    ];
    if (route.gutters.length > 1) {
        points.push([trackX(0), route.channelY], [trackX(1), route.channelY]);
    }
    points.push([trackX(route.gutters.length - 1), y2]);
    points.push([edge(to, route.sides[1]), y2]);
    const rounded = points.map((point) => point.map(round));
    const outwards = route.sides[0] === "right" ? 1 : -1;
    return {
        id: route.id,
        source: route.source,
        target: route.target,
        kind: route.kind,
        label: route.label,
        points: rounded,
        path: roundedPath(rounded),
        sign: {x: rounded[0][0] + outwards * 10, y: rounded[0][1]},
    };
}
