import {registry} from "@web/core/registry";

const open = [
    {
        content: "open the dialog",
        trigger: ".o_form_statusbar button:contains(Approve or reject)",
        run: "click",
    },
];

registry.category("web_tour.tours").add("crm_metric_approval_seen", {
    steps: () => [
        ...open,
        {
            content: "it says in words what is decided on",
            trigger:
                ".modal .o_field_widget[name=summary] td:contains(on the day itself)",
        },
        {
            content: "what it shows is decided",
            trigger: ".modal footer button:contains(Approve)",
            run: "click",
        },
        {
            content: "approved",
            trigger:
                "body:not(:has(.modal)) .o_statusbar_status button[aria-checked=true]:contains(Approved)",
        },
    ],
});

registry.category("web_tour.tours").add("crm_metric_approval_changed", {
    steps: () => [
        ...open,
        {
            content: "it shows what is changed by somebody else now",
            trigger:
                ".modal .o_field_widget[name=summary] td:contains(on the day itself)",
        },
        {
            trigger: ".modal footer button:contains(Approve)",
            run: "click",
        },
        {
            content: "the difference is said, and nothing is decided",
            trigger:
                ".modal:contains(was changed since you opened it):contains(Some day)",
        },
    ],
});
