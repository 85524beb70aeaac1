import {registry} from "@web/core/registry";

const next = {trigger: ".modal footer button[name=action_next]", run: "click"};
const row = (segment) =>
    `.modal .o_data_row:has(td[name=segment_id]:contains(${segment}))`;
const cell = (name) => `.modal .o_selected_row td[name=${name}]`;

function position(segment, existence, finding) {
    const steps = [
        {trigger: `${row(segment)} td[name=existence]`, run: "click"},
        {
            trigger: `${cell("existence")} .o_selection_badge:contains(${existence})`,
            run: "click",
        },
        {trigger: `${cell("existence")} .active:contains(${existence})`},
    ];
    if (finding) {
        steps.push({trigger: `${cell("finding")} textarea`, run: `edit ${finding}`});
    }
    return steps;
}

function choose(name, typed) {
    return [
        {trigger: `${cell(name)} input`, run: `edit ${typed}`},
        {
            trigger: `.o-autocomplete--dropdown-item:contains(${typed})`,
            run: "click",
        },
        {trigger: `${cell(name)} input:value(${typed})`},
    ];
}

function figure(number, segment, metric, stated) {
    return [
        {trigger: ".modal .o_field_x2many_list_row_add a", run: "click"},
        {trigger: `.modal .o_data_row:nth-child(${number}).o_selected_row`},
        ...choose("segment_id", segment),
        ...choose("metric_id", metric),
        {trigger: `${cell("stated")} input`, run: `edit ${stated}`},
    ];
}

const toMove = (metric) => ({
    trigger: `.modal .o_data_row:contains(${metric}) td[name=wanted] input`,
    run: "click",
});

registry.category("web_tour.tours").add("crm_goal_map_start", {
    steps: () => [
        {
            content: "without a map, the first screen offers the guided start",
            trigger: ".o_nocontent_help a:contains(step by step)",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=name] input",
            run: "edit Sales 2027",
        },
        next,
        ...position("Relationship", "Weak", "Detail knowledge is weak."),
        ...position("Opportunity", "Weak"),
        ...position("Inbound", "Does not exist"),
        ...position("Customer service", "Does not exist"),
        ...position("Customer delightment", "Does not exist"),
        next,
        ...figure(1, "Relationship", "Personal contacts per contact", "2 x a year"),
        ...figure(2, "Relationship", "Contacts known to one", "more than 80 %"),
        ...figure(3, "Opportunity", "New opportunities per", "under 2 a week"),
        ...figure(4, "Opportunity", "Opportunities with a decision", "15 %"),
        ...figure(5, "Opportunity", "Win rate", "under 3 %"),
        ...figure(6, "Opportunity", "Contribution margin III", "about 8 %"),
        next,
        toMove("New opportunities"),
        toMove("decision maker"),
        {trigger: ".modal footer button[name=action_finish]", run: "click"},
        {
            content: "the goals stand in their segments and say what to do next",
            trigger:
                ".o_kanban_group:contains(Opportunity) .o_kanban_record:contains(decision maker):contains(Not known yet)",
        },
        {
            trigger:
                ".o_kanban_group:contains(Customer service) .o_state_absent:contains(Does not exist)",
        },
    ],
});
