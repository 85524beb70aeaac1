import {expect, test} from "@odoo/hoot";
import {queryAllTexts, queryOne, queryText} from "@odoo/hoot-dom";
import {
    contains,
    mockService,
    mountWithCleanup,
    onRpc,
    preloadBundle,
} from "@web/../tests/web_test_helpers";
import {ChangeChart} from "@crm_metric_definitions/understanding/change_chart";
import {CoverageTable} from "@crm_metric_definitions/understanding/coverage_table";
import {ParetoChart} from "@crm_metric_definitions/understanding/pareto_chart";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";

defineMailModels();
preloadBundle("web.chartjs_lib");

const SPAN = ["2026-07-01", "2026-10-01"];
const AFTER = ["2026-10-01", "2027-01-01"];
const drawn = () => window.Chart.getChart(queryOne("canvas")).data;

/** Every drill-down is noted instead of opened. */
function noteDrillDowns() {
    mockService("action", {doAction: (action) => expect.step(action.name)});
    onRpc("crm.metric.definition", "action_drill_down", ({args, kwargs}) => ({
        name: JSON.stringify([...args.slice(1), kwargs.side, kwargs.reason]),
    }));
}

test("Pareto: bars, running share and table are the same numbers", async () => {
    const rows = [
        {key: 5, label: "Web", value: 6, text: "6", share: 0.6, cumulative: 0.6},
        {key: 8, label: "Fair", value: 4, text: "4", share: 0.4, cumulative: 1},
    ];
    onRpc("pareto_chart", () => ({measure: "Won", rows, problem: null}));
    noteDrillDowns();
    await mountWithCleanup(ParetoChart, {
        props: {metricId: 3, breakdown: "source_id", span: SPAN},
    });
    const [bars, line] = drawn().datasets;
    expect(bars.data).toEqual([6, 4]);
    expect(line.data).toEqual([0.6, 1]);
    await contains("summary").click();
    expect(queryAllTexts("tbody td")).toEqual([
        ...["Web", "6", "60.0%", "60.0%"],
        ...["Fair", "4", "40.0%", "100.0%"],
    ]);
    await contains("tbody tr:nth-child(2) button").click();
    expect.verifySteps([
        JSON.stringify([...SPAN, "numerator", "source_id", 8, null, null]),
    ]);
});

test("Pareto: what stands in its way is a sentence, and nothing is drawn", async () => {
    onRpc("pareto_chart", () => ({rows: [], problem: "Nothing was counted."}));
    await mountWithCleanup(ParetoChart, {
        props: {metricId: 3, breakdown: "source_id", span: SPAN},
    });
    expect(queryText("p")).toBe("Nothing was counted.");
    expect("canvas").toHaveCount(0);
});

const CHANGE = {
    before: 0.1,
    after: 0.15,
    change: 0.05,
    rate: 0.03,
    mix: 0.02,
    problem: null,
    parts: [
        {label: "North", rate: 0.04, mix: 0.03, weight_before: 0.5, weight_after: 0.7},
        {
            label: "South",
            rate: -0.01,
            mix: -0.01,
            weight_before: 0.5,
            weight_after: 0.3,
            presence: "vanished",
        },
    ],
};

test("Change: rate and mix of each part, and what they are together", async () => {
    onRpc("decompose_change", () => CHANGE);
    await mountWithCleanup(ChangeChart, {
        props: {
            metricId: 3,
            breakdown: "team",
            before: SPAN,
            after: AFTER,
            percent: true,
        },
    });
    const [rate, mix] = drawn().datasets;
    expect(rate.data).toEqual([4, -1]);
    expect(mix.data).toEqual([3, -1]);
    expect(queryText("p")).toBe(
        "From 10% to 15%: +5.00 points, of which +3.00 points rate and +2.00 points mix."
    );
    expect("p strong").toHaveCount(5);
    await contains("summary").click();
    expect(queryAllTexts("tbody tr:nth-child(1) td")).toEqual([
        ...["North", "+4.00 points", "+3.00 points", "50%", "70%"],
    ]);
    expect(queryText("tbody tr:nth-child(2) td:first-child")).toBe("South(vanished)");
    expect(queryAllTexts("tfoot td")).toEqual([
        ...["Together", "+3.00 points", "+2.00 points", "+5.00 points"],
    ]);
});

test("Coverage: counted and left out make up the population; each opens", async () => {
    const won = {
        measure: "Won",
        population: 10,
        counted: 7,
        left_out: [
            {reason: "archived", label: "Archived", count: 2},
            {reason: "no_date", label: "No date", count: 1},
        ],
    };
    onRpc("coverage", () => ({3: {numerator: won, denominator: null, note: null}}));
    noteDrillDowns();
    await mountWithCleanup(CoverageTable, {props: {metricId: 3, span: SPAN}});
    expect(".o_crm_coverage").toHaveCount(1);
    expect(queryAllTexts("tr td:nth-child(2)")).toEqual(["7", "2", "1", "10"]);
    await contains("tbody tr:nth-child(3) button").click();
    expect.verifySteps([JSON.stringify([...SPAN, "numerator", "no_date"])]);
});

test("Coverage: figures that were entered by hand have no records", async () => {
    const none = {numerator: null, denominator: null, note: null};
    onRpc("coverage", () => ({3: none}));
    await mountWithCleanup(CoverageTable, {props: {metricId: 3, span: SPAN}});
    expect(queryText("p")).toMatch(/entered by hand/);
});
