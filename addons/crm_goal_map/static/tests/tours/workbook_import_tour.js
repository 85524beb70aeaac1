import {registry} from "@web/core/registry";

const check = {
    trigger: ".modal footer button[name=action_check]:visible:enabled",
    run: "click",
};

/** Choose a file that the test has put up under this name. */
function choose(name) {
    return [
        {
            content: `choose ${name}`,
            trigger: ".modal .o_field_widget[name=file]:has(input[type=file])",
            async run({anchor}) {
                const answer = await fetch(`/crm_goal_map_test/${name}`);
                const files = new DataTransfer();
                files.items.add(new File([await answer.blob()], name));
                const input = anchor.querySelector("input[type=file]");
                input.files = files.files;
                input.dispatchEvent(new Event("change", {bubbles: true}));
            },
        },
        {
            trigger: `.modal .o_field_widget[name=file] input:value(${name})`,
            timeout: 60000,
        },
    ];
}

const line = (kind, address) =>
    `.modal .o_data_row:has(td[name=kind]:contains(${kind})):has(td[name=address]:contains(${address}))`;

registry.category("web_tour.tours").add("crm_goal_map_workbook", {
    steps: () => [
        {trigger: "button[name=action_read_workbook]", run: "click"},
        ...choose("workshop.xlsx"),
        check,
        {
            content: "one cell speaks against it, so there is nothing to take over",
            trigger: `.modal:not(:has(button[name=action_apply]:visible)) .alert-danger:contains(1)`,
        },
        {trigger: `${line("Changed meanwhile", "Goals!J3")}:contains(50.0 %)`},
        {trigger: `${line("Change", "Positions!F3")}:contains(Two deciders.)`},
        {
            content: "leave that row to Odoo",
            trigger: ".modal .o_field_widget[name=leave_stale] input",
            run: "click",
        },
        {
            trigger: ".modal footer button[name=action_apply]:visible",
            run: "click",
        },
        {trigger: ".o_notification:contains(2 cells were imported)"},
        {trigger: "body:not(:has(.modal))"},
    ],
});
