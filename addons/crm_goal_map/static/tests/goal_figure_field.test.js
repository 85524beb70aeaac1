import {describe, expect, test} from "@odoo/hoot";
import {
    clickSave,
    contains,
    defineModels,
    defineParams,
    fields,
    makeServerError,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";

describe.current.tags("desktop");

class Goal extends models.Model {
    _name = "goal";
    value_format = fields.Selection({
        selection: [
            ["percent", "Percent"],
            ["number", "Number"],
        ],
    });
    metric_id = fields.Many2one({relation: "goal"});
    basis = fields.Char();
    change = fields.Float({digits: [16, 6]});
    comparator = fields.Selection({
        selection: [
            [">=", "at least"],
            ["<", "under"],
            ["<=", "at most"],
        ],
    });
    target = fields.Float({digits: [16, 6]});
    _records = [
        {
            id: 1,
            metric_id: 2,
            value_format: "percent",
            basis: "absolute",
            target: 0.075,
        },
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
defineMailModels();
defineModels([Goal]);

const GERMAN = {
    lang_parameters: {decimal_point: ",", thousands_sep: ".", grouping: [3, 0]},
};
const OPTIONS = `{'comparator': 'comparator', 'percent': "basis == 'relative'"}`;

const WITH_BASIS = `{'comparator': 'comparator', 'basis': 'basis', 'change': 'change'}`;

/** Opens a goal; the server answers ``answers``, an error by its sentence. */
async function open(resId, answers = {}, options = OPTIONS) {
    const saved = [];
    const asked = [];
    onRpc("web_save", ({args}) => {
        saved.push(args[1]);
    });
    onRpc("crm.goal", "read_figure", ({kwargs}) => {
        asked.push(kwargs);
        const answer = answers[kwargs.text];
        if (typeof answer === "string") {
            throw makeServerError({message: answer});
        }
        return {basis: kwargs.basis, comparator: false, note: false, ...answer};
    });
    await mountView({
        type: "form",
        resModel: "goal",
        resId,
        arch: `<form><field name="basis"/><field name="comparator"/>
            <field name="change"/>
            <field name="target" widget="goal_figure" options="${options.replaceAll(
                '"',
                "&quot;"
            )}" placeholder="not known yet"/></form>`,
    });
    return {asked, saved};
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

test("the server reads what is typed, and knows the metric", async () => {
    const {asked, saved} = await open(1, {"48 Prozent": {value: 0.48}});
    await type("48 Prozent");
    shown("48 %");
    await clickSave();
    expect(saved).toEqual([{target: 0.48}]);
    expect(asked).toMatchObject([
        {text: "48 Prozent", metric_id: 2, basis: "", comparators: [">=", "<", "<="]},
    ]);
});

test("saving waits for the server", async () => {
    const {saved} = await open(1, {47: {value: 0.47}});
    await input().edit("47", {confirm: false});
    await clickSave();
    expect(saved).toEqual([{target: 0.47}]);
});

test("a sign makes a change, and the screen says so", async () => {
    const note = "“+20 %” is a change.";
    const answer = {value: 0.2, basis: "relative", note};
    const {saved} = await open(1, {"+20 %": answer}, WITH_BASIS);
    await type("+20 %");
    expect(`.o_notification:contains(${note})`).toHaveCount(1);
    shown("7.5 %");
    await clickSave();
    expect(saved).toEqual([{basis: "relative", change: 0.2}]);
});

test("zero and unknown are two answers", async () => {
    const {saved} = await open(4, {0: {value: 0}});
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
    const {saved} = await open(1, {
        "under 3 %": {value: 0.03, comparator: "<"},
        "≤ 0": {value: 0, comparator: "<="},
        4: {value: 0.04},
    });
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
    const signed = `{'percent': "basis == 'relative'", 'signed': true}`;
    const {saved} = await open(3, {"-5": {value: -0.05}}, signed);
    shown("+20 %");
    await type("-5");
    shown("-5 %");
    await clickSave();
    expect(saved.pop()).toEqual({target: -0.05});
});

test("says what is not a figure, and keeps it to be mended", async () => {
    const {saved} = await open(2, {
        many: "“many” is not a figure.",
        "30 Wochen": "“Wochen” is not the unit.",
        12: {value: 12},
    });
    for (const [text, words] of [
        ["many", "“many” is not a figure"],
        ["30 Wochen", "“Wochen” is not the unit"],
    ]) {
        await type(text);
        expect(`.o_notification:contains(${words})`).toHaveCount(1);
        expect("[name=target]").toHaveClass("o_field_invalid");
        shown(text);
    }
    expect(".o_form_button_save").not.toBeEnabled();
    expect(saved).toEqual([]);
    await type("12");
    shown("12");
    await clickSave();
    expect(saved).toEqual([{target: 12}]);
});
