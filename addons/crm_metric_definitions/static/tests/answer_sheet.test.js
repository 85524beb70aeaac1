import {expect, test} from "@odoo/hoot";
import {queryAll, queryRect, queryText} from "@odoo/hoot-dom";
import {contains, mountWithCleanup, onRpc} from "@web/../tests/web_test_helpers";
import {AnswerSheet} from "@crm_metric_definitions/answer_sheet/answer_sheet";
import {animationFrame} from "@odoo/hoot-mock";
import {defineMailModels} from "@mail/../tests/mail_test_helpers";

defineMailModels();

const item = (id, counts) => ({
    id,
    name: `Opportunity ${id}`,
    question: "Does it count?",
    asks_when: true,
    facts: [{label: "Stage", value: "New"}],
    record: null,
    counts,
    when: null,
});

async function mountSheet(items) {
    const answers = [];
    onRpc("answer_sheet", () => ({
        title: "Win rate",
        sentence: "Counts.",
        steps: "1.",
        period: "2026",
        round: 1,
        items,
    }));
    onRpc("crm.metric.check", "answer", ({args}) => {
        answers.push(args.slice(1));
        return answers.length;
    });
    await mountWithCleanup(AnswerSheet, {
        props: {
            action: {params: {check_id: 4}, context: {}},
            actionId: 1,
            updateActionState: () => null,
        },
    });
    return answers;
}

test("twenty records take twenty taps", async () => {
    const ids = [...Array(20).keys()];
    const answers = await mountSheet(ids.map((id) => item(id, null)));
    for (const id of ids) {
        expect(queryText(".o_crm_answer_progress")).toBe(`${id + 1} of 20`);
        await contains(id % 3 ? ".o_crm_answer_no" : ".o_crm_answer_yes").click();
    }
    expect(".o_crm_answer_done").toHaveCount(1);
    expect(answers.map(([id]) => id)).toEqual(ids);
    expect(answers.filter(([, counts]) => counts)).toHaveLength(7);
});

test("who comes back goes on where he stopped", async () => {
    await mountSheet([item(1, true), item(2, false), item(3, null), item(4, null)]);
    expect(queryText(".o_crm_answer_progress")).toBe("3 of 4");
    expect(queryText("h2")).toBe("Opportunity 3");
    expect(".progress-bar").toHaveStyle({width: /\d/});
});

test("both answers are big enough for a thumb", async () => {
    await mountSheet([item(1, null)]);
    for (const button of queryAll(".o_crm_answer_buttons button")) {
        expect(queryRect(button).height).toBeGreaterThan(47);
        expect(queryRect(button).width).toBeGreaterThan(100);
    }
});

test("two quick taps are one answer", async () => {
    const answers = await mountSheet([item(1, null), item(2, null)]);
    const [yes] = queryAll(".o_crm_answer_yes");
    yes.click();
    yes.click();
    await animationFrame();
    expect(answers).toHaveLength(1);
});
