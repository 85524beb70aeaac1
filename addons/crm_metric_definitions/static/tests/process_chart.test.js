import {expect, test} from "@odoo/hoot";
import {queryAll, queryAllTexts, queryOne, queryText} from "@odoo/hoot-dom";
import {
    contains,
    mountWithCleanup,
    onRpc,
    preloadBundle,
} from "@web/../tests/web_test_helpers";
import {ProcessChart} from "@crm_metric_definitions/understanding/process_chart";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";

defineMailModels();
preloadBundle("web.chartjs_lib");

/** The flow rates of the NIST/SEMATECH handbook's individuals chart. */
const RATES = [49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1];
const LIMITS = {
    mean: 50.81,
    mean_text: "50.81",
    lower: 45.8159,
    lower_text: "45.82",
    upper: 55.8041,
    upper_text: "55.80",
    start: 0,
    end: 99,
    locked: null,
    earlier: [],
    provisional: true,
    signals: [],
};

function chartData(values, more = {}) {
    return {
        granularity: "month",
        percent: false,
        official: true,
        points: values.map((value, index) => ({
            label: `Month ${index + 1}`,
            value,
            text: value === null ? "not known yet" : String(value),
            note: null,
            period_start: `2026-${index + 1}-01`,
            period_end: `2026-${index + 2}-01`,
        })),
        annotations: [],
        can_annotate: false,
        breakdowns: [],
        limits: null,
        shift: null,
        ...more,
    };
}

async function mountChart(data, props = {}) {
    onRpc("crm.metric.definition", "process_chart", () => data);
    await mountWithCleanup(ProcessChart, {props: {metricId: 3, ...props}});
    return window.Chart.getChart(queryOne("canvas"));
}

const series = (chart) =>
    Object.fromEntries(chart.data.datasets.map(({label, data}) => [label, data]));

test("mean and natural limits are drawn where the server computed them", async () => {
    const chart = await mountChart(chartData(RATES, {limits: LIMITS}));
    expect(series(chart)).toEqual({
        Figure: RATES,
        Mean: RATES.map(() => 50.81),
        "Upper natural limit": RATES.map(() => 55.8041),
        "Lower natural limit": RATES.map(() => 45.8159),
    });
    expect("p:contains(no single period needs an explanation)").toHaveCount(1);
});

test("limits begin after a break, and one that cannot be reached is not drawn", async () => {
    const limits = {...LIMITS, start: 4, lower: null, lower_text: "none"};
    const chart = await mountChart(chartData(RATES, {limits}));
    const drawn = series(chart);
    expect(drawn.Mean.slice(0, 5)).toEqual([null, null, null, null, 50.81]);
    expect("Lower natural limit" in drawn).toBe(false);
    expect(queryText("p")).toMatch(/lower natural limit none/);
});

test("each phase has its own limits, and what has changed is drawn", async () => {
    const earlier = [{mean: 48, lower: null, upper: 50, start: 0, end: 4}];
    const shift = {
        text: "They differ.",
        side: "up",
        before: 48,
        recent: 52,
        periods: 6,
    };
    const limits = {...LIMITS, start: 4, locked: 7, earlier};
    const chart = await mountChart(chartData(RATES, {limits, shift}));
    const drawn = series(chart);
    expect(drawn.Mean.slice(3, 5)).toEqual([48, 50.81]);
    expect(drawn["Lower natural limit"].slice(3, 5)).toEqual([null, 45.8159]);
    expect(drawn["Mean of the last 6"].slice(3, 5)).toEqual([null, 52]);
    expect("p:contains(They differ.)").toHaveCount(1);
    expect("p:contains(The limits are locked)").toHaveCount(1);
    expect("p:contains(All of it is noise)").toHaveCount(0);
});

test("the table of numbers says what the chart draws", async () => {
    const chart = await mountChart(chartData([...RATES, null], {limits: LIMITS}));
    await contains("summary").click();
    const drawn = chart.data.datasets[0].data;
    const told = queryAllTexts("tbody tr td:nth-child(2)");
    expect(told).toEqual(
        drawn.map((value) => (value === null ? "not known yet" : String(value)))
    );
    expect(queryAllTexts("tbody tr td:nth-child(1)")).toEqual(chart.data.labels);
});

test("fewer than twelve periods: provisional", async () => {
    await mountChart(chartData(RATES, {limits: LIMITS}));
    expect(".badge:contains(Limits are provisional)").toHaveCount(1);
});

test("twelve periods and more: no such notice", async () => {
    await mountChart(chartData(RATES, {limits: {...LIMITS, provisional: false}}));
    expect(".badge").toHaveCount(0);
});

test("fewer than six periods: no limits, and it says so", async () => {
    const chart = await mountChart(chartData(RATES.slice(0, 5)));
    expect(Object.keys(series(chart))).toEqual(["Figure"]);
    expect("p:contains(six are needed)").toHaveCount(1);
});

test("what is no official figure is called a preview", async () => {
    await mountChart(chartData(RATES, {official: false}));
    expect(".badge:contains(Preview)").toHaveCount(1);
});

test("a signal is told, marked on the chart and in the table", async () => {
    const signal = {
        rule: "outside_limit",
        side: "above",
        index: 8,
        indexes: [8],
        text: "Month 9: above the upper natural limit",
    };
    const limits = {...LIMITS, signals: [signal]};
    const chart = await mountChart(chartData(RATES, {limits}));
    expect(queryAllTexts("li.text-danger")).toEqual([signal.text]);
    const figure = chart.data.datasets[0];
    expect(figure.pointRadius.indexOf(6)).toBe(8);
    expect(figure.pointBackgroundColor[8]).not.toBe(figure.pointBackgroundColor[7]);
    expect("tbody tr:nth-child(9)").toHaveClass("text-danger");
    expect("tbody tr.text-danger").toHaveCount(1);
});

test("an event has its line at its period and its name in the table", async () => {
    const note = {index: 2, date: "03/14/2026", name: "Trade fair", is_break: false};
    const chart = await mountChart(chartData(RATES, {annotations: [note]}));
    const lines = [];
    const context = {
        save() {},
        restore() {},
        setLineDash: (dash) => lines.push(dash),
        beginPath() {},
        moveTo: (x) => lines.push(x),
        lineTo() {},
        stroke() {},
    };
    const [plugin] = chart.config.plugins.filter(({id}) => id === "annotations");
    plugin.afterDatasetsDraw({
        ctx: context,
        chartArea: chart.chartArea,
        scales: chart.scales,
    });
    expect(lines).toEqual([[2, 4], chart.scales.x.getPixelForValue(2)]);
    expect("li:contains(Trade fair)").toHaveCount(1);
    await contains("summary").click();
    expect(queryText("tbody tr:nth-child(3) td:nth-child(3)")).toBe("Trade fair");
});

test("a figure in the table leads to the records of its period", async () => {
    await mountChart(chartData(RATES), {
        onPeriod: ({period_start, period_end}) =>
            expect.step(`${period_start} ${period_end}`),
    });
    await contains("summary").click();
    await contains("tbody tr:nth-child(2) button").click();
    expect.verifySteps(["2026-2-01 2026-3-01"]);
});

test("colours are those of the page, so that a dark page has light lines", async () => {
    const style = document.createElement("style");
    style.textContent = `.o_crm_chart .text-body {color: rgb(250, 251, 252) !important}`;
    document.head.append(style);
    const chart = await mountChart(chartData(RATES, {limits: LIMITS}));
    style.remove();
    expect(chart.options.scales.x.ticks.color).toBe("rgb(250, 251, 252)");
    expect(chart.options.plugins.legend.labels.color).toBe("rgb(250, 251, 252)");
    const drawn = queryAll("[data-color]").map((span) => span.dataset.color);
    expect(drawn).toEqual(["text", "muted", "main", "signal"]);
});
