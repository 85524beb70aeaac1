import {describe, expect, test} from "@odoo/hoot";
import {
    clickSave,
    contains,
    defineModels,
    defineParams,
    fields,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";

describe.current.tags("desktop");

class Goal extends models.Model {
    _name = "goal";
    value_format = fields.Selection({
        selection: [
            ["percent", "Percent"],
            ["number", "Number"],
        ],
    });
    basis = fields.Char();
    comparator = fields.Selection({
        selection: [
            [">=", "at least"],
            ["<", "under"],
            ["<=", "at most"],
        ],
    });
    target = fields.Float({digits: [16, 6]});
    _records = [
        {id: 1, value_format: "percent", basis: "absolute", target: 0.075},
        {id: 2, value_format: "number", basis: "absolute", target: 1234.5},
        {id: 3, value_format: "number", basis: "relative", target: 0.2},
        {id: 4, value_format: "percent", basis: "absolute", target: false},
        {id: 5, value_format: false, basis: "absolute", target: false},
    ];

    /** Reads an unknown figure as the server does; the mock would read 0. */
    read() {
        const rows = super.read(...arguments);
        for (const row of rows.filter((one) => "target" in one)) {
            row.target = this.browse(row.id)[0].target;
        }
        return rows;
    }
}
defineModels([Goal]);

const GERMAN = {
    lang_parameters: {decimal_point: ",", thousands_sep: ".", grouping: [3, 0]},
};
const OPTIONS = `{'comparator': 'comparator', 'percent': "basis == 'relative'"}`;

async function open(resId, options = OPTIONS) {
    const saved = [];
    onRpc("web_save", ({args}) => {
        saved.push(args[1]);
    });
    await mountView({
        type: "form",
        resModel: "goal",
        resId,
        arch: `<form><field name="basis"/><field name="comparator"/>
            <field name="target" widget="goal_figure" options="${options.replaceAll(
                '"',
                "&quot;"
            )}" placeholder="not known yet"/></form>`,
    });
    return saved;
}

const input = () => contains("[name=target] input");

async function type(text) {
    await input().edit(text, {confirm: "tab"});
}

const shown = (text) => expect("[name=target] input").toHaveValue(text);

test("shows a figure in the user's numbers", async () => {
    await open(1);
    shown("7.5 %");
});

test("shows a German figure", async () => {
    defineParams(GERMAN);
    await open(2);
    shown("1.234,5");
});

test("reads English and German numbers", async () => {
    const saved = await open(1);
    for (const [text, value, again] of [
        ["48 %", 0.48, "48 %"],
        ["48", 0.48, "48 %"],
        ["7.25", 0.0725, "7.25 %"],
        ["2,5", 0.025, "2.5 %"],
        ["-3 %", -0.03, "-3 %"],
        ["1,234.5 %", 12.345, "1,234.5 %"],
    ]) {
        await type(text);
        shown(again);
        await clickSave();
        expect(saved.pop().target).toBeCloseTo(value, {margin: 1e-9});
    }
});

test("reads German and English numbers on a German screen", async () => {
    defineParams(GERMAN);
    const saved = await open(2);
    for (const [text, value, again] of [
        ["2,5", 2.5, "2,5"],
        ["1.234.567,5", 1234567.5, "1.234.567,5"],
        ["1.234", 1234, "1.234"],
        ["0.5", 0.5, "0,5"],
        ["1 234,5", 1234.5, "1.234,5"],
        ["12 Tage", 12, "12"],
    ]) {
        await type(text);
        shown(again);
        await clickSave();
        expect(saved.pop().target).toBeCloseTo(value, {margin: 1e-9});
    }
});

test("zero and unknown are two answers", async () => {
    const saved = await open(4);
    shown("");
    expect("[name=target] input").toHaveAttribute("placeholder", "not known yet");
    await type("0");
    shown("0 %");
    await clickSave();
    expect(saved.pop()).toEqual({target: 0});
    await type("");
    shown("");
    await clickSave();
    expect(saved.pop()).toEqual({target: false});
});

test("takes over a comparator typed before the number", async () => {
    const saved = await open(1);
    await type("under 3 %");
    shown("3 %");
    await clickSave();
    expect(saved.pop()).toEqual({comparator: "<", target: 0.03});
    await type("≤ 0");
    await clickSave();
    expect(saved.pop()).toEqual({comparator: "<=", target: 0});
    await type("4");
    await clickSave();
    expect(saved.pop()).toEqual({target: 0.04});
});

test("a relative change is one of percent", async () => {
    const saved = await open(3, `{'percent': "basis == 'relative'", 'signed': true}`);
    shown("+20 %");
    await type("-5");
    shown("-5 %");
    await clickSave();
    expect(saved.pop()).toEqual({target: -0.05});
});

test("without a format the sign of percent decides", async () => {
    const saved = await open(5);
    await type("48 %");
    await clickSave();
    expect(saved.pop().target).toBeCloseTo(0.48, {margin: 1e-9});
    await type("48");
    await clickSave();
    expect(saved.pop().target).toBe(48);
});

test("says what is not a figure, and keeps it to be mended", async () => {
    const saved = await open(2);
    for (const [text, words] of [
        ["many", "“many” is not a figure"],
        ["80-90", "“80-90” is not a figure"],
        ["1/3", "“1/3” is not a figure"],
        ["20 %", "is a percentage, but the metric is not one"],
    ]) {
        await type(text);
        expect(".o_notification:contains(" + words + ")").toHaveCount(1);
        expect("[name=target]").toHaveClass("o_field_invalid");
        shown(text);
    }
    expect(".o_form_button_save").not.toBeEnabled();
    expect(saved).toEqual([]);
});
