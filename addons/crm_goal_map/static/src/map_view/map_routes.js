/**
 * Routes of arrows: from the side of a box through the gutters between the columns, or
 * above the boxes, to the side of another box. No route crosses a box.
 *
 * A way lies in tracks: vertical ones in a gutter, horizontal ones in the channel above
 * the boxes. Ways whose spans do not touch share a track.
 */

export const STEP = 8;
const GAP = 6;

/** Put spans into as few tracks as possible; return the track of each. */
export function assignTracks(spans) {
    const ends = [];
    const tracks = new Array(spans.length);
    const order = spans
        .map((span, index) => ({from: Math.min(...span), to: Math.max(...span), index}))
        .sort((a, b) => a.from - b.from || a.to - b.to || a.index - b.index);
    for (const {from, to, index} of order) {
        let track = ends.findIndex((end) => end + GAP < from);
        if (track < 0) {
            track = ends.length;
        }
        ends[track] = to;
        tracks[index] = track;
    }
    return {tracks, count: ends.length};
}

/** Sides and gutters of one effect; gutter g lies left of column g. */
export function planRoute(from, to) {
    if (from.column === to.column) {
        const gutter = from.column + 1;
        return {sides: ["right", "right"], gutters: [gutter]};
    }
    const forward = to.column > from.column;
    const first = forward ? from.column + 1 : from.column;
    const last = forward ? to.column : to.column + 1;
    return {
        sides: forward ? ["right", "left"] : ["left", "right"],
        gutters: first === last ? [first] : [first, last],
    };
}

/** Spread the ends of arrows over the side of each box, nearest partner first. */
export function assignPorts(routes, boxes) {
    const sides = new Map();
    for (const route of routes) {
        [route.source, route.target].forEach((id, end) => {
            const key = `${id} ${route.sides[end]}`;
            const other = boxes.get(end ? route.source : route.target);
            if (!sides.has(key)) {
                sides.set(key, []);
            }
            sides.get(key).push({route, end, id, other});
        });
    }
    for (const ends of sides.values()) {
        ends.sort(
            (a, b) =>
                a.other.y - b.other.y ||
                a.other.column - b.other.column ||
                a.end - b.end ||
                a.route.index - b.route.index
        );
        ends.forEach(({route, end, id}, index) => {
            const box = boxes.get(id);
            route.ports[end] = box.y + (box.height * (index + 1)) / (ends.length + 1);
        });
    }
}

/** How many arrows end at the busier side of each box: {id: number}. */
export function countPorts(routes) {
    const counts = new Map();
    const most = {};
    for (const route of routes) {
        [route.source, route.target].forEach((id, end) => {
            const key = `${id} ${route.sides[end]}`;
            counts.set(key, (counts.get(key) || 0) + 1);
            most[id] = Math.max(most[id] || 0, counts.get(key));
        });
    }
    return most;
}

/** A path with rounded corners through the points. */
export function roundedPath(points, radius = 6) {
    let path = `M${points[0].join(" ")}`;
    for (let i = 1; i < points.length - 1; i++) {
        const [before, corner, after] = [points[i - 1], points[i], points[i + 1]];
        const enter = towards(corner, before, radius);
        const leave = towards(corner, after, radius);
        path += `L${enter.join(" ")}Q${corner.join(" ")} ${leave.join(" ")}`;
    }
    return `${path}L${points.at(-1).join(" ")}`;
}

function towards([x, y], [toX, toY], distance) {
    const length = Math.hypot(toX - x, toY - y);
    const share = length ? Math.min(distance, length / 2) / length : 0;
    return [round(x + (toX - x) * share), round(y + (toY - y) * share)];
}

export function round(value) {
    return Math.round(value * 10) / 10;
}
