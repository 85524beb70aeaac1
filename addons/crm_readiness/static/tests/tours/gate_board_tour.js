import {registry} from "@web/core/registry";

registry.category("web_tour.tours").add("crm_readiness_gate_board", {
    steps: () => [
        {
            content: "the first closed gate is shown",
            trigger: ".o_gate_step.o_gate_current[data-phase=position]",
        },
        {
            content: "go to the gate of the software",
            trigger: ".o_gate_step[data-phase=software]",
            run: "click",
        },
        {
            content: "its criteria name what fails",
            trigger:
                "[data-criterion=position_stated] .o_gate_record:contains(Opportunity)",
        },
        {content: "and what to do", trigger: ".o_gate_missing:contains(gate keeper)"},
        {
            content: "a failing record is one click away",
            trigger: "[data-criterion=position_stated] .o_gate_record",
            run: "click",
        },
        {
            content: "there it is",
            trigger: ".o_form_view .o_field_widget[name=name]",
        },
        {
            content: "back to the board, still at the same gate",
            trigger: ".breadcrumb-item a:contains(Gate board), .o_back_button a",
            run: "click",
        },
        {
            content: "decide as the gate keeper",
            trigger: ".o_gate_board .o_control_panel button:contains(Decide)",
            run: "click",
        },
        {
            content: "the dialog shows what is not met",
            trigger: ".modal .alert:contains(position)",
        },
        {
            content: "hold it",
            trigger: ".modal .o_radio_item:contains(Hold) input",
            run: "click",
        },
        {
            content: "say why",
            trigger: ".modal .o_field_widget[name=minutes] textarea",
            run: "edit The position is missing.",
        },
        {
            content: "decide",
            trigger: ".modal footer button:contains(Decide)",
            run: "click",
        },
        {
            content: "the board shows the decision",
            trigger: ".o_gate_board .card:contains(The position is missing.)",
        },
    ],
});

const shown = (team, state) => ({
    content: `${team} is ${state}`,
    trigger: `.o_form_view:has(.o_breadcrumb:contains(${team})) .${state}`,
});
const free = [
    shown("Free team", "o_form_editable"),
    {
        content: "nothing says that it is locked",
        trigger: ".o_form_view:not(:has(.o_readiness_lock)):has(.o_form_button_create)",
    },
];
const held = [
    shown("Held team", "o_form_readonly"),
    {
        content: "the form says why",
        trigger: ".o_form_view .o_readiness_lock:contains(New CRM)",
    },
];

registry.category("web_tour.tours").add("crm_readiness_pager", {
    steps: () => [
        {
            content: "open the held team",
            trigger: ".o_data_row .o_data_cell:contains(Held team)",
            run: "click",
        },
        ...held,
        {content: "the next one", trigger: ".o_pager_next", run: "click"},
        ...free,
        {content: "back", trigger: ".o_pager_previous", run: "click"},
        ...held,
        {content: "and again", trigger: ".o_pager_next", run: "click"},
        ...free,
        {
            content: "it can be edited",
            trigger: ".o_field_widget[name=name] :is(input, textarea)",
            run: "edit Freer team",
        },
        {
            content: "save",
            trigger: ".o_form_button_save",
            run: "click",
        },
        {content: "saved", trigger: ".o_form_saved"},
    ],
});

registry.category("web_tour.tours").add("crm_readiness_locked_stages", {
    steps: () => [
        {
            content: "the list says that it is locked",
            trigger: ".o_list_view .o_readiness_lock:contains(New CRM)",
        },
        {
            content: "nothing can be added",
            trigger: ".o_list_view:not(:has(.o_list_button_add))",
        },
        {
            content: "open a stage",
            trigger: ".o_data_row .o_data_cell[name=name]",
            run: "click",
        },
        {
            content: "its form says so, too, and is read-only",
            trigger: ".o_form_view .o_readiness_lock:contains(position)",
        },
        {
            content: "read-only",
            trigger: ".o_form_view .o_form_readonly, .o_form_view .o_readonly_modifier",
        },
        {
            content: "the gate is one click away",
            trigger: ".o_readiness_lock button",
            run: "click",
        },
        {
            content: "the board opens at that gate",
            trigger: ".o_gate_step.o_gate_current[data-phase=software]",
        },
    ],
});
