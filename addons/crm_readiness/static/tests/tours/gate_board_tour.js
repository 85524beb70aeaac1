import {registry} from "@web/core/registry";

registry.category("web_tour.tours").add("crm_readiness_gate_board", {
    steps: () => [
        {
            content: "the first closed gate is shown",
            trigger: ".o_gate_step.o_gate_current[data-phase=position]",
        },
        {
            content: "the step shown says so to a screen reader",
            trigger: "nav .o_gate_step[data-phase=position][aria-current=step]",
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

const shown = (team, banner, words) => ({
    content: `${team} ${words}`,
    trigger: `.o_form_view:has(.o_breadcrumb:contains(${team}))${banner}`,
});
const free = shown("Free team", ":not(:has(.o_readiness_lock))", "is free");
const held = shown("Held team", " .o_readiness_lock:contains(New CRM)", "says why not");
const rename = (name) => ({
    content: "change its name",
    trigger: ".o_field_widget[name=name] :is(input, textarea)",
    run: `edit ${name}`,
});
const save = {content: "save", trigger: ".o_form_button_save", run: "click"};

registry.category("web_tour.tours").add("crm_readiness_pager", {
    steps: () => [
        {
            content: "open the held team",
            trigger: ".o_data_row .o_data_cell:contains(Held team)",
            run: "click",
        },
        held,
        {content: "the next one", trigger: ".o_pager_next", run: "click"},
        free,
        {content: "back", trigger: ".o_pager_previous", run: "click"},
        held,
        rename("Renamed"),
        save,
        {
            content: "the server refuses, and leads to the gate",
            trigger: ".modal:contains(is closed) footer button:contains(Open the gate)",
        },
        {
            content: "close the refusal",
            trigger: ".modal footer button:contains(Close)",
            run: "click",
        },
        {
            content: "discard the change",
            trigger: "body:not(:has(.modal)) .o_form_button_cancel",
            run: "click",
        },
        held,
        {content: "and again the next one", trigger: ".o_pager_next", run: "click"},
        free,
        rename("Freer team"),
        save,
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
            content: "its form says so, too",
            trigger: ".o_form_view .o_readiness_lock:contains(position)",
        },
        {
            content: "the gate is one click away",
            trigger: ".o_form_view .o_readiness_lock button",
            run: "click",
        },
        {
            content: "the board opens at that gate",
            trigger: ".o_gate_step.o_gate_current[data-phase=software]",
        },
    ],
});
