import {after, expect, test} from "@odoo/hoot";
import {press, queryAll, queryAllAttributes, queryOne, queryRect} from "@odoo/hoot-dom";
import {animationFrame} from "@odoo/hoot-mock";
import {
    contains,
    defineModels,
    fields,
    getService,
    models,
    mountWithCleanup,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import {WebClient} from "@web/webclient/webclient";
import {GoalBox} from "@crm_goal_map/map_view/goal_box";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";

class GoalMap extends models.Model {
    _name = "crm.goal.map";
    name = fields.Char();
    active = fields.Boolean({default: true});
    _records = [{id: 7, name: "Sales 2027"}];
}

defineMailModels();
defineModels([GoalMap]);

const state = (name, label) => ({state: name, label});

function goal(id, segment_id, values = {}) {
    return {
        id,
        segment_id,
        name: `Goal ${id} of the Kundenbeziehungsverantwortlichen in the north`,
        owner: "Mitchell",
        baseline: "40.0 %",
        target: "at least 48.0 %",
        target_date: "12/31/2027",
        current: "not known yet",
        current_known: false,
        status: state("not_known", "Not known yet"),
        status_hint: "Freeze the baseline.",
        trust: state("not_known", "Not known yet"),
        approval: state("draft", "Draft"),
        conflict: false,
        ...values,
    };
}

const SEGMENTS = ["Relationship", "Opportunity", "Inbound", "Service", "Delightment"];

const GERMAN = {
    segments: [
        "Beziehungsmanagement",
        "Opportunity-Management",
        "Inbound-Marketing",
        "Kundenservice",
        "Kundenbegeisterung",
    ],
    goal: {
        target: "mindestens 2,5 je Vertriebsmitarbeiter und Woche",
        current: "noch nicht bekannt",
        status: state("not_known", "Noch nicht bekannt"),
        status_hint:
            "Schreiben Sie das Verfahren auf und lassen Sie es von einer anderen Person freigeben.",
        trust: state("stale", "Veraltet"),
        approval: state("requested", "Freigabe angefordert"),
    },
};

function mapData(goals, texts = {}) {
    const names = texts.segments || SEGMENTS;
    return {
        id: 7,
        name: "Sales 2027",
        period: "2027",
        approval: state("draft", "Draft"),
        segments: names.map((name, index) => ({
            id: index + 1,
            name,
            no_goal_reason: "",
            position: index
                ? {
                      id: index + 10,
                      ...state(
                          index > 2 ? "absent" : "weak",
                          index > 2 ? "Absent" : "Weak"
                      ),
                      date: "today",
                      finding: "Found.",
                      values: [{label: "Win rate", text: "under 3 %"}],
                  }
                : null,
        })),
        goals: Array.from({length: goals}, (_unused, index) =>
            goal(index + 1, (index % 4) + 1, {conflict: index < 2, ...texts.goal})
        ).sort((a, b) => a.segment_id - b.segment_id),
        effects: [
            {source: 1, target: 2, kind: "weakens", why: "Y", label: "1 weakens 2: Y"},
            {
                source: 4,
                target: 1,
                kind: "reinforces",
                why: "Z",
                label: "4 reinforces 1: Z",
            },
        ],
        conflicts: [[1, 2]],
    };
}

async function openMap(data) {
    onRpc("crm.goal.map", "map_data", ({args}) => {
        expect.step(`map_data ${args[0]}`);
        return data;
    });
    await mountWithCleanup(WebClient);
    await getService("action").doAction({
        type: "ir.actions.client",
        tag: "crm_goal_map.map_view",
        context: {active_id: 7},
    });
    await animationFrame();
}

const isInside = ({x, y}, rect) =>
    x > rect.left + 1 && x < rect.right - 1 && y > rect.top + 1 && y < rect.bottom - 1;

function cutOrOverlapping() {
    const problems = [];
    const boxes = queryAll(".o_goal_map_box");
    const rects = boxes.map((box) => queryRect(box));
    boxes.forEach((box, i) => {
        for (const text of [box, ...box.querySelectorAll("span")]) {
            const cut =
                text.scrollWidth > text.clientWidth ||
                text.scrollHeight > text.clientHeight;
            if (text.clientWidth && cut) {
                problems.push(`cut: ${box.dataset.box} ${text.textContent}`);
            }
        }
        for (let j = i + 1; j < boxes.length; j++) {
            const [a, b] = [rects[i], rects[j]];
            const apart =
                a.right <= b.left ||
                b.right <= a.left ||
                a.bottom <= b.top ||
                b.bottom <= a.top;
            if (!apart) {
                problems.push(`overlap: ${box.dataset.box} ${boxes[j].dataset.box}`);
            }
        }
    });
    return [...problems, ...arrowProblems(boxes, rects)];
}

/** Walk along each arrow as it is seen: from its box to its box, through none. */
function arrowProblems(boxes, rects) {
    const problems = [];
    for (const path of queryAll(".o_goal_map_arrow > path")) {
        const name = path.parentElement.getAttribute("aria-label");
        const onScreen = path.getScreenCTM();
        const length = path.getTotalLength();
        const at = (distance) =>
            path.getPointAtLength(distance).matrixTransform(onScreen);
        for (let distance = 0; distance <= length; distance += 3) {
            const crossed = rects.findIndex((rect) => isInside(at(distance), rect));
            if (crossed >= 0) {
                problems.push(`${name} crosses ${boxes[crossed].dataset.box}`);
                break;
            }
        }
        for (const {x, y} of [at(0), at(length)]) {
            const touches = rects.some(
                (rect) =>
                    Math.min(Math.abs(x - rect.left), Math.abs(x - rect.right)) < 1 &&
                    y > rect.top &&
                    y < rect.bottom
            );
            if (!touches) {
                problems.push(`${name} ends beside its box`);
            }
        }
    }
    return problems;
}

function centre(selector) {
    const {left, width} = queryRect(selector);
    return left + width / 2;
}

for (const [goals, language, texts] of [
    [5, "English", {}],
    [60, "English", {}],
    [5, "German", GERMAN],
    [60, "German", GERMAN],
]) {
    test.tags("desktop");
    test(`${goals} goals in ${language}: nothing overlaps or is cut`, async () => {
        await openMap(mapData(goals, texts));
        expect.verifySteps(["map_data 7"]);
        expect(".o_goal_map_goal").toHaveCount(goals);
        expect(".o_goal_map_head").toHaveCount(5);
        expect(".o_goal_map_empty").toHaveCount(1);
        expect(".o_goal_map_existence_absent").toHaveCount(2);
        expect(cutOrOverlapping()).toEqual([]);
    });
}

test.tags("desktop");
test("boxes and arrows have names; absent is said", async () => {
    await openMap(mapData(5));
    expect.verifySteps(["map_data 7"]);
    const names = queryAllAttributes(".o_goal_map_box", "aria-label");
    expect(names[0]).toMatch(/^Relationship: Not assessed yet/);
    expect(names[1]).toMatch(
        /^Goal 1 .* From 40.0 % to at least 48.0 % until .*Freeze/
    );
    expect(names.some((name) => name.startsWith("Service: Absent"))).toBe(true);
    expect(queryAllAttributes(".o_goal_map_arrow", "aria-label")).toEqual([
        "1 weakens 2: Y",
        "4 reinforces 1: Z",
    ]);
    expect(".o_goal_map_arrow.o_goal_map_weakens text").toHaveText("−");
    expect("[data-box='goal-1']").toHaveText(/Freeze the baseline\./);
    expect(".o_goal_map_goal.o_goal_map_conflict").toHaveCount(2);
});

test.tags("desktop");
test("keys move the focus in reading order and zoom", async () => {
    await openMap(mapData(5));
    expect.verifySteps(["map_data 7"]);
    queryOne("[data-box='segment-1']").focus();
    await press("Tab");
    expect("[data-box='goal-1']").toBeFocused();
    await press("ArrowDown");
    expect("[data-box='goal-5']").toBeFocused();
    await press("ArrowUp");
    await press("ArrowRight");
    expect("[data-box='goal-2']").toBeFocused();
    await animationFrame();
    expect(".o_goal_map_arrow.o_goal_map_touched").toHaveCount(1);
    expect("[data-box='goal-3']").toHaveStyle({opacity: "0.55"});
    expect("[data-box='goal-1']").toHaveStyle({opacity: "1"});
    await press("+");
    await animationFrame();
    expect(".o_goal_map_sheet").toHaveStyle({zoom: "1.25"});
    expect(cutOrOverlapping()).toEqual([]);
    await press("0");
    await contains("button[aria-label='Smaller']").click();
    expect(".o_goal_map_sheet").toHaveStyle({zoom: "0.8"});
    expect(cutOrOverlapping()).toEqual([]);
});

test.tags("desktop");
test("in a language that is written from the right, the map is mirrored", async () => {
    // as the stylesheets of such a language do
    const style = document.createElement("style");
    style.textContent = ".o_content { direction: rtl !important; }";
    document.head.append(style);
    after(() => style.remove());
    const data = mapData(60);
    data.effects.push({source: 1, target: 3, kind: "reinforces", label: "1 on 3"});
    await openMap(data);
    expect.verifySteps(["map_data 7"]);
    const columns = [1, 2, 3, 4, 5].map((id) => centre(`[data-box='segment-${id}']`));
    expect(columns).toEqual([...columns].sort((a, b) => b - a));
    expect(cutOrOverlapping()).toEqual([]);
    // the link of two segments leaves the first one to the left
    const link = queryRect("line.o_goal_map_chain:first");
    expect(link.right).toBeWithin(columns[1], columns[0]);
    // a key leads to where it points
    queryOne("[data-box='goal-1']").focus();
    await press("ArrowLeft");
    expect("[data-box='goal-2']").toBeFocused();
});

test.tags("desktop");
test("pointing at a goal draws only its neighbours anew", async () => {
    patchWithCleanup(GoalBox.prototype, {
        get classes() {
            expect.step(this.props.box.id);
            return super.classes;
        },
    });
    await openMap(mapData(60));
    // each of them once: measuring them does not draw them again
    const steps = queryAllAttributes(".o_goal_map_box", "data-box");
    expect.verifySteps(["map_data 7", ...steps]);
    queryOne("[data-box='goal-1']").focus();
    await animationFrame();
    expect.verifySteps(["goal-1", "goal-2", "goal-4"]);
});

test.tags("desktop");
test("a click opens the record", async () => {
    await openMap(mapData(5));
    expect.verifySteps(["map_data 7"]);
    patchWithCleanup(getService("action"), {
        doAction: (request) => expect.step(`${request.res_model} ${request.res_id}`),
    });
    await contains("[data-box='goal-3']").click();
    await contains("[data-box='segment-2']").click();
    expect.verifySteps(["crm.goal 3", "crm.goal.position 11"]);
});

test.tags("mobile");
test("on a phone the list takes over", async () => {
    await mountWithCleanup(WebClient);
    patchWithCleanup(getService("action"), {
        loadAction: (name) => ({name, res_model: "crm.goal"}),
        doAction(request) {
            if (request.res_model === "crm.goal") {
                expect.step(`${request.name} ${request.mobile_view_mode}`);
                return true;
            }
            return super.doAction(...arguments);
        },
    });
    await getService("action").doAction({
        type: "ir.actions.client",
        tag: "crm_goal_map.map_view",
        context: {active_id: 7},
    });
    expect.verifySteps(["crm_goal_map.crm_goal_action list"]);
});
