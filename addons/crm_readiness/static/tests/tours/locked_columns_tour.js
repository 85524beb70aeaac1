import {registry} from "@web/core/registry";

const column = (name) => `.o_kanban_group:has(.o_column_title:contains(${name}))`;
const menu = (name) => [
    {
        content: `open the menu of ${name}`,
        // shown while the pointer is over the column
        trigger: `${column(name)} .o_group_config button:not(:visible), ${column(name)} .o_group_config button`,
        run: "click",
    },
];
const refused = (then) => [
    {
        content: "one sentence says why, and leads to the gate",
        trigger:
            ".modal:contains(is closed):contains(New CRM) footer button:contains(Open the gate)",
    },
    {
        content: "close it",
        trigger: ".modal footer button:contains(Close), .modal header .btn-close",
        run: "click",
    },
    {
        content: "the columns are where they were",
        trigger: `body:not(:has(.modal)) .o_kanban_group:eq(0) .o_column_title:contains(${then})`,
    },
];

registry.category("web_tour.tours").add("crm_readiness_locked_columns", {
    steps: () => [
        {
            content: "no column can be dragged or added",
            trigger:
                ".o_kanban_renderer:has(.o_kanban_group):not(:has(.o_group_draggable)):not(:has(.o_column_quick_create))",
        },
        {
            content: "leads still move",
            trigger: `${column("Begin")} .o_kanban_record:contains(Movable)`,
            run: `drag_and_drop (${column("Middle")})`,
        },
        {
            content: "it has arrived",
            trigger: `${column("Middle")} .o_kanban_record:contains(Movable)`,
        },
        ...menu("Begin"),
        {
            content: "the menu neither edits nor deletes",
            trigger:
                ".o-dropdown--group-config-menu:not(:has(.o_group_edit)):not(:has(.o_group_delete))",
        },
        {
            content: "but says why",
            trigger:
                ".o-dropdown--group-config-menu .o_readiness_column_lock:contains(Locked)",
            run: "click",
        },
        {
            content: "at the gate",
            trigger: ".o_gate_step.o_gate_current[data-phase=software]",
        },
    ],
});

registry.category("web_tour.tours").add("crm_readiness_refused_columns", {
    steps: () => [
        {
            content: "drag a held column to the end",
            trigger: `${column("Begin")}.o_group_draggable .o_column_title`,
            run: `drag_and_drop (${column("Free")})`,
        },
        ...refused("Begin"),
        ...menu("Begin"),
        {
            content: "delete a held column",
            trigger: ".o-dropdown--group-config-menu .o_group_delete",
            run: "click",
        },
        {
            content: "yes",
            trigger: ".modal footer button:contains(Delete)",
            run: "click",
        },
        ...refused("Begin"),
        ...menu("Begin"),
        {
            content: "edit a held column",
            trigger: ".o-dropdown--group-config-menu .o_group_edit",
            run: "click",
        },
        {
            content: "its form says why",
            trigger: ".modal .o_readiness_lock:contains(New CRM)",
        },
        {
            content: "close it",
            trigger: ".modal header .btn-close",
            run: "click",
        },
        {
            content: "add a column",
            trigger:
                "body:not(:has(.modal)) .o_quick_create_folded .o_quick_create_button",
            run: "click",
        },
        {
            content: "name it",
            trigger: ".o_column_quick_create input",
            run: "edit Another",
        },
        {
            content: "add it",
            trigger: ".o_column_quick_create .o_kanban_add",
            run: "click",
        },
        ...refused("Begin"),
        {
            content: "a column of other teams may move",
            trigger: `${column("Free")}.o_group_draggable .o_column_title`,
            run: `drag_and_drop (${column("Begin")})`,
        },
        {
            content: "the held ones in between refuse it, too",
            trigger: ".modal footer button:contains(Open the gate)",
            run: "click",
        },
        {
            content: "at the gate",
            trigger: ".o_gate_step.o_gate_current[data-phase=software]",
        },
    ],
});
