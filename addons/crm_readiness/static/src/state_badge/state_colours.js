import {addStateColours} from "@crm_metric_definitions/state_badge/state_badge_field";

addStateColours({
    success: "gate_open passed met go fulfilled done",
    info: "started",
    warning: "waived conditional",
    danger: "gate_closed not_met recycle missed must",
});
