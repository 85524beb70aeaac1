/**
 * Where everything of a goal map lies. Pure: the same data and the same measure give
 * the same drawing; boxes never overlap, every label has the room it needs, and no
 * arrow crosses a box.
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
import {wrapText} from "./map_text";

/** In px. The renderer draws with the same figures. */
export const SIZES = {
    column: 220,
    padding: 9,
    border: 3, // the widest one: text keeps clear of it
    between: 14,
    gutter: 52,
    outerGutter: 24,
    gutterPad: 23,
    channelPad: 14,
    port: 17,
    badgePad: 7,
    badgeGap: 4,
    badgeLine: 16,
    badgeExtra: 4,
    partGap: 4,
    line: {title: 19, text: 17, small: 16},
};

/** Lines and badges of one box, with the height that they need. */
function content(box, measure) {
    const width = SIZES.column - 2 * (SIZES.padding + SIZES.border);
    const parts = box.texts
        .map(({style, text}) => ({style, lines: wrapText(text, width, measure, style)}))
        .filter(({lines}) => lines.length);
    const {badges, height: badgesHeight} = flowBadges(box.badges, width, measure);
    let height = 2 * (SIZES.padding + SIZES.border);
    for (const {style, lines} of parts) {
        height += lines.length * SIZES.line[style] + SIZES.partGap;
    }
    height += badges.length ? badgesHeight + SIZES.partGap : 0;
    return {parts, badges, badgesHeight, height};
}

/** Badges side by side, in as many rows as needed; x and y inside of the box. */
function flowBadges(texts, width, measure) {
    const badges = [];
    let [x, y, row] = [0, 0, 0];
    for (const badge of texts) {
        const inner = width - 2 * SIZES.badgePad;
        const lines = wrapText(badge.text, inner, measure, "badge");
        const widest = Math.max(...lines.map((line) => measure(line, "badge")));
        const badgeWidth = Math.ceil(widest) + 2 * SIZES.badgePad;
        const height = lines.length * SIZES.badgeLine + SIZES.badgeExtra;
        if (x && x + badgeWidth > width) {
            [x, y, row] = [0, y + row + SIZES.badgeGap, 0];
        }
        badges.push({...badge, lines, x, y, width: badgeWidth, height});
        x += badgeWidth + SIZES.badgeGap;
        row = Math.max(row, height);
    }
    return {badges, height: y + row};
}

/**
 * @param {{columns: {id, head: Box, boxes: Box[]}[],
 *   effects: {id, source, target, kind}[]}} map a Box is ``{id, texts: [{style, text}],
 *   badges: [{text, kind}]}``; the boxes' ids are unique in the map
 * @param {(text: string, style: string) => number} measure width of a text in px;
 *   styles are ``title``, ``text``, ``small`` and ``badge``
 * @returns {{width, height, heads, boxes, arrows, links}} heads and boxes have x, y,
 *   width, height, parts and badges; arrows have points and path; links join the heads
 */
export function layoutMap(map, measure) {
    const heads = map.columns.map(({head}) => ({...head, ...content(head, measure)}));
    const boxes = new Map();
    map.columns.forEach((column, index) => {
        for (const box of column.boxes) {
            boxes.set(box.id, {...box, ...content(box, measure), column: index});
        }
    });
    const routes = map.effects
        .filter(({source, target}) => boxes.has(source) && boxes.has(target))
        .map((effect, index) => ({
            ...effect,
            ...planRoute(boxes.get(effect.source), boxes.get(effect.target)),
            ports: [],
            index,
        }));
    const ends = countPorts(routes);
    const columnEnds = map.columns.map(() => 0);
    for (const box of boxes.values()) {
        box.height = Math.max(box.height, ((ends[box.id] || 0) + 1) * SIZES.port);
        box.y = columnEnds[box.column];
        columnEnds[box.column] += box.height + SIZES.between;
    }
    assignPorts(routes, boxes);
    const channel = layChannel(routes);
    const gutters = layGutters(routes, map.columns.length);
    const headHeight = Math.max(0, ...heads.map((head) => head.height));
    const top = SIZES.between + headHeight + channel;
    const lefts = columnLefts(gutters);
    heads.forEach((head, index) => {
        place(head, lefts[index], SIZES.between, headHeight);
    });
    for (const box of boxes.values()) {
        place(box, lefts[box.column], box.y + top, box.height);
    }
    return {
        width: lefts.at(-1) + SIZES.column + gutters.at(-1).width,
        height: top + Math.max(0, ...columnEnds) + SIZES.between,
        heads,
        boxes: [...boxes.values()],
        arrows: routes.map((route) => drawArrow(route, boxes, gutters, lefts, top)),
        links: heads.slice(1).map((head, index) => ({
            x1: lefts[index] + SIZES.column,
            x2: head.x,
            y: SIZES.between + headHeight / 2,
        })),
    };
}

function place(box, x, y, height) {
    Object.assign(box, {x, y: round(y), width: SIZES.column, height: round(height)});
}

/** Horizontal tracks above the boxes; y is negative there. Returns their height. */
function layChannel(routes) {
    const long = routes.filter((route) => route.gutters.length > 1);
    const {tracks, count} = assignTracks(
        long.map(({gutters}) => gutters.map((gutter) => gutter * 100))
    );
    long.forEach((route, index) => {
        route.channelY = -SIZES.channelPad - tracks[index] * STEP;
    });
    return 2 * SIZES.channelPad + count * STEP;
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
            route.tracks = route.tracks || [];
            route.tracks[leg] = tracks[index];
        });
        const outer = gutter === 0 || gutter === columns;
        const least = outer ? SIZES.outerGutter : SIZES.gutter;
        const needed = legs.length ? 2 * SIZES.gutterPad + (count - 1) * STEP : 0;
        gutters.push({width: Math.max(least, needed), count});
    }
    return gutters;
}

function legSpan({ports, gutters, channelY}, leg) {
    return gutters.length === 1 ? ports : [ports[leg], channelY];
}

function columnLefts(gutters) {
    const lefts = [];
    let x = 0;
    for (const gutter of gutters.slice(0, -1)) {
        x += gutter.width;
        lefts.push(x);
        x += SIZES.column;
    }
    return lefts;
}

function drawArrow(route, boxes, gutters, lefts, top) {
    const [from, to] = [boxes.get(route.source), boxes.get(route.target)];
    const edge = (box, side) => (side === "right" ? box.x + box.width : box.x);
    const trackX = (leg) => {
        const gutter = route.gutters[leg];
        const start = gutter === 0 ? 0 : lefts[gutter - 1] + SIZES.column;
        const used = (gutters[gutter].count - 1) * STEP;
        return start + (gutters[gutter].width - used) / 2 + route.tracks[leg] * STEP;
    };
    const [y1, y2] = route.ports.map((port) => round(port + top));
    const points = [[edge(from, route.sides[0]), y1]];
    points.push([trackX(0), y1]);
    if (route.gutters.length > 1) {
        const channelY = round(route.channelY + top);
        points.push([trackX(0), channelY], [trackX(1), channelY]);
    }
    points.push([trackX(route.gutters.length - 1), y2]);
    points.push([edge(to, route.sides[1]), y2]);
    const outwards = route.sides[0] === "right" ? 1 : -1;
    return {
        id: route.id,
        source: route.source,
        target: route.target,
        kind: route.kind,
        label: route.label,
        points,
        path: roundedPath(points),
        sign: {x: points[0][0] + outwards * 10, y: y1},
    };
}
