import {describe, expect, test} from "@odoo/hoot";
import {layoutArrows, planArrows} from "@crm_goal_map/map_view/map_layout";
import {assignTracks} from "@crm_goal_map/map_view/map_routes";

describe.current.tags("headless");

const COLUMN = 220;
const BETWEEN = 14;

/** Numbers that look random and are the same in each run. */
function numbers(seed) {
    let state = seed;
    return (below) => {
        state = (state * 1103515245 + 12345) % 2147483648;
        return Math.floor((state / 2147483648) * below);
    };
}

function someMap(goals, segments, effectCount, seed) {
    const next = numbers(seed);
    const columns = Array.from({length: segments}, (_unused, index) => ({
        head: {id: `head-${index}`},
        boxes: [],
    }));
    const heights = {};
    for (let id = 0; id < goals; id++) {
        columns[next(segments)].boxes.push({id});
        heights[id] = 60 + next(90);
    }
    const effects = Array.from({length: effectCount}, (_unused, id) => ({
        id,
        source: next(goals),
        target: next(goals),
        kind: id % 2 ? "weakens" : "reinforces",
    })).filter(({source, target}) => source !== target);
    return {columns, effects, heights};
}

/** Lay the boxes out as the browser does: columns between gutters, boxes below heads. */
function browserLayout({columns, heights}, plan, gutters) {
    const rects = new Map();
    let x = gutters[0];
    columns.forEach(({head, boxes}, index) => {
        rects.set(head.id, {x, y: BETWEEN, width: COLUMN, height: 150});
        let y = BETWEEN + 150 + plan.channel;
        for (const {id} of boxes) {
            const height = Math.max(heights[id], plan.minHeights[id] || 0);
            rects.set(id, {x, y, width: COLUMN, height});
            y += height + BETWEEN;
        }
        x += COLUMN + gutters[index + 1];
    });
    return {rects, width: x};
}

function draw(map) {
    const plan = planArrows(map.columns, map.effects);
    let layout = {gutters: plan.gutters};
    let boxes = null;
    // as the renderer does: until the gutters are as wide as the arrows need
    for (let round = 0; round < 2; round++) {
        boxes = browserLayout(map, plan, layout.gutters);
        layout = layoutArrows(plan, boxes.rects, boxes.width);
    }
    expect(layoutArrows(plan, boxes.rects, boxes.width)).toEqual(layout);
    return {...layout, ...boxes};
}

const overlap = (a, b) =>
    a.x < b.x + b.width &&
    b.x < a.x + a.width &&
    a.y < b.y + b.height &&
    b.y < a.y + a.height;

/** The straight pieces of an arrow, each as a box without area. */
function pieces({points}) {
    return points.slice(1).map(([x2, y2], index) => {
        const [x1, y1] = points[index];
        const [x, y] = [Math.min(x1, x2), Math.min(y1, y2)];
        return {x, y, width: Math.abs(x2 - x1), height: Math.abs(y2 - y1)};
    });
}

function problems({rects, width, arrows}) {
    const problems = [];
    for (const arrow of arrows) {
        for (const piece of pieces(arrow)) {
            for (const [id, box] of rects) {
                if (overlap(piece, box)) {
                    problems.push(`arrow ${arrow.id} crosses ${id}`);
                }
            }
            if (piece.x < 0 || piece.x + piece.width > width) {
                problems.push(`arrow ${arrow.id} leaves the sheet`);
            }
        }
    }
    return problems;
}

for (const [goals, segments, effects] of [
    [5, 5, 4],
    [60, 5, 0],
    [60, 5, 45],
    [60, 1, 30],
    [200, 7, 90],
]) {
    test(`${goals} goals in ${segments} segments with ${effects} effects`, () => {
        for (let seed = 1; seed <= 10; seed++) {
            const map = someMap(goals, segments, effects, seed);
            const drawing = draw(map);
            expect(drawing.arrows.length).toBe(map.effects.length);
            expect(problems(drawing)).toEqual([]);
        }
    });
}

test("a map without segments has no arrows", () => {
    const plan = planArrows([], []);
    expect(layoutArrows(plan, new Map(), 0)).toEqual({
        gutters: [],
        arrows: [],
        links: [],
    });
});

test("arrows begin and end at their boxes", () => {
    const {arrows, rects} = draw(someMap(20, 4, 15, 3));
    for (const arrow of arrows) {
        for (const [id, [x, y]] of [
            [arrow.source, arrow.points[0]],
            [arrow.target, arrow.points.at(-1)],
        ]) {
            const box = rects.get(id);
            expect([box.x, box.x + box.width]).toInclude(x);
            expect(y).toBeWithin(box.y, box.y + box.height);
        }
    }
});

test("the same map gives the same drawing", () => {
    const drawings = [1, 2].map(() => draw(someMap(30, 5, 20, 7)));
    expect(drawings[0]).toEqual(drawings[1]);
});

test("spans that touch get tracks of their own", () => {
    const {tracks, count} = assignTracks([
        [0, 50],
        [40, 90],
        [100, 120],
    ]);
    expect(tracks).toEqual([0, 1, 0]);
    expect(count).toBe(2);
});
