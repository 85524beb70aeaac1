import {describe, expect, test} from "@odoo/hoot";
import {SIZES, layoutMap} from "@crm_goal_map/map_view/map_layout";
import {assignTracks} from "@crm_goal_map/map_view/map_routes";
import {wrapText} from "@crm_goal_map/map_view/map_text";

describe.current.tags("headless");

const WIDTH = {title: 8, text: 7.5, small: 7, badge: 6.5};
const measure = (text, style) => text.length * WIDTH[style];
const WORDS = ["Win", "more", "Geschäftsbeziehungspflegeverantwortliche", "a", "rate"];

/** Numbers that look random and are the same in each run. */
function numbers(seed) {
    let state = seed;
    return (below) => {
        state = (state * 1103515245 + 12345) % 2147483648;
        return Math.floor((state / 2147483648) * below);
    };
}

function someMap(goals, segments, effects, seed) {
    const next = numbers(seed);
    const text = () =>
        Array.from({length: 1 + next(9)}, () => WORDS[next(5)]).join(" ");
    const box = (id) => ({
        id,
        texts: [
            {style: "title", text: text()},
            {style: "small", text: text()},
        ],
        badges: [{text: "Not known yet"}, {text: text()}],
    });
    const columns = Array.from({length: segments}, (_unused, index) => ({
        id: index,
        head: box(`head-${index}`),
        boxes: [],
    }));
    for (let id = 0; id < goals; id++) {
        columns[next(segments)].boxes.push(box(id));
    }
    const arrows = Array.from({length: effects}, (_unused, id) => ({
        id,
        source: next(goals),
        target: next(goals),
        kind: id % 2 ? "weakens" : "reinforces",
    })).filter(({source, target}) => source !== target);
    return {columns, effects: arrows};
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

function problems({width, height, heads, boxes, arrows}) {
    const found = [];
    const all = [...heads, ...boxes];
    const sheet = {x: 0, y: 0, width, height};
    all.forEach((box, index) => {
        for (const other of all.slice(index + 1)) {
            if (overlap(box, other)) {
                found.push(`${box.id} overlaps ${other.id}`);
            }
        }
        for (const arrow of arrows) {
            if (pieces(arrow).some((piece) => overlap(piece, box))) {
                found.push(`arrow ${arrow.id} crosses ${box.id}`);
            }
        }
        if (box.x + box.width > sheet.width || box.y + box.height > sheet.height) {
            found.push(`${box.id} leaves the sheet`);
        }
        found.push(...cutLabels(box));
    });
    return found;
}

function cutLabels(box) {
    const found = [];
    const inner = SIZES.column - 2 * (SIZES.padding + SIZES.border);
    let needed = 2 * (SIZES.padding + SIZES.border);
    for (const {style, lines} of box.parts) {
        needed += lines.length * SIZES.line[style] + SIZES.partGap;
        for (const line of lines) {
            if (measure(line, style) > inner) {
                found.push(`${box.id}: "${line}" is cut`);
            }
        }
    }
    for (const badge of box.badges) {
        if (badge.x + badge.width > inner) {
            found.push(`${box.id}: badge is cut`);
        }
        if (box.badges.some((other) => other !== badge && overlap(badge, other))) {
            found.push(`${box.id}: badges overlap`);
        }
    }
    if (needed + box.badgesHeight > box.height) {
        found.push(`${box.id} is too low for its text`);
    }
    return found;
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
            const drawing = layoutMap(map, measure);
            expect(drawing.boxes.length).toBe(goals);
            expect(drawing.arrows.length).toBe(map.effects.length);
            expect(problems(drawing)).toEqual([]);
        }
    });
}

test("a map without segments is an empty sheet", () => {
    const drawing = layoutMap({columns: [], effects: []}, measure);
    expect(drawing.boxes).toEqual([]);
    expect(drawing.links).toEqual([]);
});

test("arrows begin and end at their boxes", () => {
    const drawing = layoutMap(someMap(20, 4, 15, 3), measure);
    const boxes = Object.fromEntries(drawing.boxes.map((box) => [box.id, box]));
    for (const arrow of drawing.arrows) {
        for (const [id, [x, y]] of [
            [arrow.source, arrow.points[0]],
            [arrow.target, arrow.points.at(-1)],
        ]) {
            const box = boxes[id];
            expect([box.x, box.x + box.width]).toInclude(x);
            expect(y).toBeWithin(box.y, box.y + box.height);
        }
    }
});

test("the same map gives the same drawing", () => {
    const drawings = [1, 2].map(() => layoutMap(someMap(30, 5, 20, 7), measure));
    expect(drawings[0]).toEqual(drawings[1]);
});

test("long words are broken, not cut, and nothing is lost", () => {
    const text = "Kundenbeziehungsmanagement und mehr";
    const lines = wrapText(text, 80, measure, "title");
    expect(Math.max(...lines.map((line) => line.length))).toBe(10);
    expect(lines.join("").replace(/[ -]/g, "")).toBe(text.replaceAll(" ", ""));
    expect(wrapText("", 80, measure, "title")).toEqual([]);
});

test("a line ends after a hyphen, never before a percent sign", () => {
    const wrap = (text, width) => wrapText(text, width * WIDTH.title, measure, "title");
    expect(wrap("Opportunity-Management", 15)).toEqual(["Opportunity-", "Management"]);
    expect(wrap("from 20 % on", 7)).toEqual(["from", "20\u00a0% on"]);
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
