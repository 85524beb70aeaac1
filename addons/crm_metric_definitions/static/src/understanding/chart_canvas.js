import {Component, markup, onWillStart, useEffect, useRef} from "@odoo/owl";
import {loadBundle} from "@web/core/assets";
import {user} from "@web/core/user";

/**
 * A Chart.js chart. Its colours are read from the page, so that it is readable
 * on a light and on a dark background alike.
 */
export class ChartCanvas extends Component {
    static template = "crm_metric_definitions.ChartCanvas";
    static props = {
        build: Function, // (palette) => Chart.js configuration
        version: {optional: true}, // redraws when it changes
        label: String, // what a screen reader says
    };

    setup() {
        this.rootRef = useRef("root");
        this.canvasRef = useRef("canvas");
        onWillStart(() => loadBundle("web.chartjs_lib"));
        useEffect(
            () => {
                const chart = new window.Chart(
                    this.canvasRef.el,
                    this.props.build(this.palette())
                );
                return () => chart.destroy();
            },
            () => [this.props.version]
        );
    }

    palette() {
        const color = (name) =>
            window.getComputedStyle(
                this.rootRef.el.querySelector(`[data-color=${name}]`)
            ).color;
        return Object.fromEntries(
            ["text", "muted", "main", "signal"].map((name) => [name, color(name)])
        );
    }
}

/** Axes, legend and tooltips that all charts of this addon share. */
export function chartOptions(palette, {y = {}, x = {}, ...more} = {}) {
    const axis = {
        ticks: {color: palette.text},
        grid: {color: withAlpha(palette.muted, 0.25)},
        border: {color: withAlpha(palette.muted, 0.5)},
    };
    return {
        responsive: true,
        maintainAspectRatio: false,
        locale: user.lang,
        animation: false,
        interaction: {mode: "index", intersect: false},
        scales: {x: {...axis, ...x}, y: {...axis, ...y}},
        ...more,
        plugins: {
            legend: {
                position: "bottom",
                labels: {color: palette.text, boxHeight: 8, boxWidth: 24},
            },
            ...more.plugins,
        },
    };
}

/** A figure within a sentence that is translated as a whole. */
export function strong(text) {
    return markup`<strong>${text}</strong>`;
}

/** "rgb(1, 2, 3)" or "rgba(1, 2, 3, 0.9)" with another opacity. */
export function withAlpha(color, alpha) {
    const parts = color.match(/[\d.]+/g) || [0, 0, 0];
    return `rgba(${parts.slice(0, 3).join(", ")}, ${alpha})`;
}

/** A number as the user's language writes it; see Intl.NumberFormat. */
export function number(value, options) {
    return new Intl.NumberFormat(user.lang, options).format(value);
}

export function percent(value, digits = 0) {
    return number(value, {
        style: "percent",
        minimumFractionDigits: digits,
        maximumFractionDigits: digits,
    });
}
