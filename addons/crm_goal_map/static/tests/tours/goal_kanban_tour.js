import {registry} from "@web/core/registry";

const column = (name) => `.o_kanban_group:has(.o_column_title:contains(${name}))`;

registry.category("web_tour.tours").add("crm_goal_map_kanban", {
    steps: () => [
        {
            content: "every segment has a column, also an empty one",
            trigger: `${column("Customer delightment")} .o_goal_segment_todo:contains(State where)`,
        },
        {
            content: "an absent segment looks like one",
            trigger: `${column("Inbound marketing")} .o_state_absent`,
        },
        {
            content: "a goal that nobody can measure says what to do",
            trigger: `${column("Opportunity")} .o_kanban_record:contains(Tour goal):contains(Not known yet):contains(Choose the metric)`,
        },
        {
            content: "move it to another segment",
            trigger: `${column("Opportunity")} .o_kanban_record:contains(Tour goal)`,
            run: `drag_and_drop(${column("Inbound marketing")})`,
        },
        {
            content: "its new column has nothing left to do",
            trigger: `${column("Inbound marketing")}:not(:has(.o_goal_segment_todo)) .o_kanban_record:contains(Tour goal)`,
            run: "click",
        },
        {
            content: "the form opens",
            trigger: ".o_form_view .o_field_widget[name=name] :is(input, textarea)",
            run: "edit Tour goal two",
        },
        {
            content: "write the change card",
            trigger: ".nav-link:contains(Change card)",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=change_what] textarea",
            run: "edit Talk to decision makers first",
        },
        {trigger: ".o_form_button_save", run: "click"},
        {trigger: ".o_form_view .o_form_saved"},
        {
            content: "what is missing is said in sentences",
            trigger: "button[name=action_open_request_wizard]",
            run: "click",
        },
        {
            trigger:
                ".modal:contains(Freeze the baseline), .modal:contains(Choose the metric)",
        },
        {trigger: ".modal .btn-primary", run: "click"},
        {trigger: "body:not(:has(.modal))"},
    ],
});
