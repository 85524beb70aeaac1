import {registry} from "@web/core/registry";

registry.category("web_tour.tours").add("crm_metric_understanding", {
    steps: () => [
        {
            trigger: ".o_notebook .nav-link[name=understanding]",
            run: "click",
        },
        {
            content: "The process behaviour chart is drawn",
            trigger: ".o_crm_chart canvas",
        },
        {trigger: ".o_crm_understanding summary:contains(Numbers)", run: "click"},
        {trigger: ".o_crm_understanding table td:contains(not known yet)"},
        {
            trigger: ".o_crm_understanding .nav-link:contains(Where it comes from)",
            run: "click",
        },
        {
            trigger: ".o_crm_understanding select:has(option[value=source_id])",
            run: "select source_id",
        },
        {
            content: "Nothing was won in the chosen span, and it says so",
            trigger: ".o_crm_understanding p:contains(Nothing was counted)",
        },
        {
            trigger: ".o_crm_understanding .nav-link:contains(Why it changed)",
            run: "click",
        },
        {
            trigger: ".o_crm_understanding p:contains(not known in both periods)",
        },
    ],
});
