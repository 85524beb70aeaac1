import {addStateColours} from "@crm_metric_definitions/state_badge/state_badge_field";

addStateColours({
    success: "reached on_track target stretch strong kept fits",
    info: "committed adequate change",
    warning: "at_risk stale weak medium contradicts",
    danger: "off_track absent breached conflict error high",
});
