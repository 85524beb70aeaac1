import {expect, getFixture, test} from "@odoo/hoot";
import {registry} from "@web/core/registry";
import {stateBadgeClass} from "@crm_metric_definitions/state_badge/state_badge_field";

/** Relative luminance of a CSS colour “rgb(r, g, b)”, by WCAG 2. */
function luminance(colour) {
    const [red, green, blue] = colour
        .match(/[\d.]+/g)
        .map((value) => value / 255)
        .map((value) =>
            value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
        );
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

test("the badge of every state can be read", () => {
    const states = registry.category("state_colours").getEntries();
    expect(states.length).toBeGreaterThan(20);
    for (const state of [...states.map(([name]) => name), "not_known"]) {
        const badge = document.createElement("span");
        badge.className = stateBadgeClass(state);
        badge.textContent = state;
        getFixture().append(badge);
        const {color, backgroundColor} = getComputedStyle(badge);
        // a ground that shines through would depend on what lies behind
        expect(backgroundColor).toMatch(/^rgb\(|, 1\)$/);
        const [dark, light] = [color, backgroundColor].map(luminance).sort();
        expect((light + 0.05) / (dark + 0.05)).toBeGreaterThan(4.5, {
            message: `${state}: ${color} on ${backgroundColor}`,
        });
    }
});
