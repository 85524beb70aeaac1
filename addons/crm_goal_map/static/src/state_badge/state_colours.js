import {registry} from "@web/core/registry";
import "@crm_metric_definitions/state_badge/state_badge_field";

registry
    .category("state_colours")
    .add("reached", "success")
    .add("on_track", "success")
    .add("at_risk", "warning")
    .add("off_track", "danger")
    .add("stale", "warning")
    .add("target", "success")
    .add("stretch", "success")
    .add("committed", "info")
    .add("strong", "success")
    .add("adequate", "info")
    .add("weak", "warning")
    .add("absent", "danger")
    .add("kept", "success")
    .add("breached", "danger")
    .add("conflict", "danger");
