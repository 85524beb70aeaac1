import {registry} from "@web/core/registry";

registry.category("web_tour.tours").add("crm_metric_new_measure", {
    steps: () => [
        {trigger: ".o_field_widget[name=name] textarea", run: "edit Big deals"},
        {
            content: "There is nothing yet that conditions could be about",
            trigger: ".o_field_domain:contains(Choose a source first)",
        },
        {trigger: ".o_field_widget[name=source_id] input", run: "edit Leads and"},
        {
            trigger:
                ".o_field_widget[name=source_id] .dropdown-item:contains(/^Leads and opportunities$/)",
            run: "click",
        },
        {
            content: "The unsaved measure takes conditions",
            trigger: ".o_field_domain .o_domain_show_selection_button",
        },
        {
            trigger: ".o_field_widget[name=date_field_id] input:value(/Intake/)",
        },
        {trigger: ".o_form_button_save", run: "click"},
        {trigger: ".o_form_saved"},
    ],
});
