import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {BadgeField, badgeField} from "@web/views/fields/badge/badge_field";

const colours = registry.category("state_colours");

/** Give colours to states: {success, info, warning or danger: names of states}. */
export function addStateColours(statesByColour) {
    for (const [colour, states] of Object.entries(statesByColour)) {
        states.split(" ").forEach((state) => colours.add(state, colour));
    }
}

addStateColours({
    success: "approved consistent",
    info: "known open",
    warning: "requested lapsed not_checked expired insufficient",
    danger: "rejected inconsistent not_computable",
});

/**
 * Return the classes of a state's badge; a state without a colour is grey. Dark text on
 * a pale ground can be read by everybody, unlike Odoo's white on green or blue (3 : 1).
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
