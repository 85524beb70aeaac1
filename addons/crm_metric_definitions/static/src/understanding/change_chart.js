import {ChartCanvas, chartOptions, number, strong, withAlpha} from "./chart_canvas";
import {Component, onWillStart, onWillUpdateProps, useState} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {useService} from "@web/core/utils/hooks";

/** What of a ratio's change is rate (parts got better), and what is mix. */
export class ChangeChart extends Component {
    static template = "crm_metric_definitions.ChangeChart";
    static components = {ChartCanvas};
    static props = {
        metricId: Number,
        breakdown: String,
        before: Array,
        after: Array,
        percent: Boolean,
    };

    setup() {
        this.orm = useService("orm");
        this.state = useState({change: null, version: 0});
        this.build = this.build.bind(this);
        onWillStart(() => this.load(this.props));
        onWillUpdateProps((next) => this.load(next));
    }

    async load({metricId, breakdown, before, after}) {
        const key = JSON.stringify([metricId, breakdown, before, after]);
        if (key === this.key) {
            return;
        }
        this.key = key;
        this.state.change = await this.orm.call(
            "crm.metric.definition",
            "decompose_change",
            [[metricId], before, after, breakdown]
        );
        this.state.version++;
    }

    /** A difference: percentage points for a share, else a plain number. */
    points(value) {
        const factor = this.props.percent ? 100 : 1;
        const text = number(value * factor, {
            signDisplay: "exceptZero",
            minimumFractionDigits: 2,
            maximumFractionDigits: 2,
        });
        return this.props.percent ? _t("%s points", text) : text;
    }

    level(value) {
        const options = this.props.percent ? {style: "percent"} : {};
        return number(value, {...options, maximumFractionDigits: 2});
    }

    get sentence() {
        const {before, after, change, rate, mix} = this.state.change;
        return _t(
            "From %(before)s to %(after)s: %(change)s, of which %(rate)s rate and %(mix)s mix.",
            {
                before: strong(this.level(before)),
                after: strong(this.level(after)),
                change: strong(this.points(change)),
                rate: strong(this.points(rate)),
                mix: strong(this.points(mix)),
            }
        );
    }

    build(palette) {
        const {parts} = this.state.change;
        const factor = this.props.percent ? 100 : 1;
        const bars = (label, name, color) => ({
            label,
            data: parts.map((part) => part[name] * factor),
            backgroundColor: withAlpha(color, 0.65),
        });
        return {
            type: "bar",
            data: {
                labels: parts.map((part) => part.label),
                datasets: [
                    bars(_t("Rate: the part itself changed"), "rate", palette.main),
                    bars(_t("Mix: its weight changed"), "mix", palette.signal),
                ],
            },
            options: chartOptions(palette, {
                indexAxis: "y",
                plugins: {
                    tooltip: {
                        callbacks: {
                            label: (item) =>
                                this.points(
                                    parts[item.dataIndex][
                                        item.datasetIndex ? "mix" : "rate"
                                    ]
                                ),
                        },
                    },
                },
            }),
        };
    }
}
