/**
 * The ways of a map's arrows around its boxes. Pure: the same boxes give the same arrows,
 * and no arrow crosses a box. Lengths are in px; x runs in the direction of reading.
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

/** What the end of an arrow needs of the side of its box. */
const PORT = 17;
const CHANNEL_PAD = 14;
const GUTTER = {inner: 52, outer: 24, pad: 23};

/**
 * What the arrows need, before the boxes are laid out.
 *
 * @param {{head: {id}, boxes: {id}[]}[]} columns
 * @param {{id, source, target, kind, label}[]} effects
 * @returns {{heads, boxes, routes, minHeights, channel, gutters}} ``minHeights`` is that
 *   of each box by its id, ``channel`` the height between heads and boxes, ``gutters``
 *   the least widths beside the columns
 */
export function planArrows(columns, effects) {
    const boxes = new Map();
    columns.forEach((column, index) => {
        for (const {id} of column.boxes) {
            boxes.set(id, {column: index});
        }
    });
    const routes = effects
        .filter(({source, target}) => boxes.has(source) && boxes.has(target))
        .map((effect, index) => ({
            ...effect,
            ...planRoute(boxes.get(effect.source), boxes.get(effect.target)),
            index,
        }));
    const minHeights = {};
    for (const [id, count] of Object.entries(countPorts(routes))) {
        minHeights[id] = (count + 1) * PORT;
    }
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
        minHeights,
        channel: 2 * CHANNEL_PAD + count * STEP,
        gutters: columns.length ? layGutters([], columns.length).map(widthOf) : [],
    };
}

/**
 * @param {Object} plan result of ``planArrows``
 * @param {Map<string, {x, y, width, height}>} rects of heads and boxes, as measured
 * @param {number} width of the whole sheet
 * @returns {{gutters: number[], arrows, links}} ``gutters`` are the widths that the
 *   arrows need: where they differ from the measured ones, lay out and measure again.
 *   Arrows have points and path; links join the heads.
 */
export function layoutArrows(plan, rects, width) {
    const heads = plan.heads.map((id) => rects.get(id));
    const boxes = new Map();
    for (const [id, box] of plan.boxes) {
        boxes.set(id, {...box, ...rects.get(id)});
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
    const ends = [0, ...heads.map((head) => head.x + head.width)];
    const starts = [...heads.map((head) => head.x), width];
    gutters.forEach((gutter, index) => {
        const unused = starts[index] - ends[index] - (gutter.count - 1) * STEP;
        gutter.firstTrack = ends[index] + unused / 2;
    });
    return {
        gutters: gutters.map(widthOf),
        arrows: routes.map((route) => drawArrow(route, boxes, gutters)),
        links: heads.slice(1).map((head, index) => ({
            x1: round(ends[index + 1]),
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

function widthOf({width}) {
    return width;
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
