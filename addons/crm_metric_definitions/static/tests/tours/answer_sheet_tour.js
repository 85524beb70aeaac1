import {registry} from "@web/core/registry";

const progress = (text) => `.o_crm_answer_progress:contains("${text}")`;

registry.category("web_tour.tours").add("crm_metric_answer_sheet", {
    steps: () => [
        {
            content: "Start from the list of questions to me",
            trigger: ".o_kanban_record button[name=action_answer]",
            run: "click",
        },
        {trigger: progress("1 of 3")},
        {
            content: "The first record counts",
            trigger: ".o_crm_answer_yes:enabled",
            run: "click",
        },
        {trigger: progress("2 of 3")},
        {trigger: ".o_crm_answer_no:enabled", run: "click"},
        {trigger: progress("3 of 3")},
        {
            content: "Go back and correct the second one",
            trigger: "button:contains(Back)",
            run: "click",
        },
        {trigger: ".o_crm_answer_no.btn-primary"},
        {trigger: ".o_crm_answer_yes:enabled", run: "click"},
        {trigger: progress("3 of 3")},
        {trigger: ".o_crm_answer_no:enabled", run: "click"},
        {content: "All are answered", trigger: ".o_crm_answer_done"},
        {trigger: ".o_crm_answer_done button:contains(Done)", run: "click"},
        {
            content: "Nothing is left to answer",
            trigger: ".o_kanban_view:not(:has(button[name=action_answer]))",
        },
    ],
});
