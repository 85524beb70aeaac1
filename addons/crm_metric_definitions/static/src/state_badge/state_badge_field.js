import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {BadgeField, badgeField} from "@web/views/fields/badge/badge_field";

/** The colour of each state: success, info, warning or danger. Others are grey. */
const colours = registry.category("state_colours");

colours
    .add("approved", "success")
    .add("requested", "warning")
    .add("lapsed", "warning")
    .add("rejected", "danger")
    .add("known", "info")
    .add("not_checked", "warning")
    .add("expired", "warning")
    .add("inconsistent", "danger");

/**
 * Return the classes of a state's badge. Dark text on a pale ground of the same colour
 * can be read by everybody, unlike Odoo's white text on green or blue (3 : 1).
 */
export function stateBadgeClass(state) {
    const colour = colours.get(state, "");
    const classes = colour
        ? `bg-${colour}-subtle text-${colour}-emphasis border-${colour}`
        : "text-bg-200";
    return `badge rounded-pill border text-wrap ${classes} o_state_${state}`;
}

/** A selection as a badge, in the colour that its state has on every screen. */
export class StateBadgeField extends BadgeField {
    get badgeClass() {
        return stateBadgeClass(this.props.record.data[this.props.name]);
    }
}

registry.category("fields").add("state_badge", {
    ...badgeField,
    component: StateBadgeField,
    displayName: _t("State badge"),
    supportedTypes: ["selection"],
});
