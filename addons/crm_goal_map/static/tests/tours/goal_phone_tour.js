import {registry} from "@web/core/registry";

registry.category("web_tour.tours").add("crm_goal_map_phone", {
    steps: () => [
        {
            content:
                "a phone has no room for the map: the stock list of goals is shown",
            trigger: ".o_list_view .o_data_row:contains(Tour goal)",
        },
    ],
});
