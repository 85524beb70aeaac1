import {Component} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

const WIDTH = 96;
const HEIGHT = 28;
const PAD = 3;

/** The last figures as a small line; a gap where a figure is not known. */
export class SparklineField extends Component {
    static template = "crm_goal_map.SparklineField";
    static props = {...standardFieldProps};

    setup() {
        this.size = {width: WIDTH, height: HEIGHT};
    }

    get data() {
        return this.props.record.data[this.props.name] || {values: [], labels: []};
    }

    get points() {
        const {values, labels} = this.data;
        const known = values.filter((value) => value !== null);
        const low = Math.min(...known);
        const range = Math.max(...known) - low || 1;
        const step = (WIDTH - 2 * PAD) / Math.max(values.length - 1, 1);
        return values.map((value, index) => ({
            known: value !== null,
            x: PAD + index * step,
            y: HEIGHT - PAD - ((value - low) / range) * (HEIGHT - 2 * PAD),
            label: labels[index],
        }));
    }

    get path() {
        let pen = "M";
        const steps = [];
        for (const point of this.points) {
            if (point.known) {
                steps.push(`${pen}${point.x.toFixed(1)} ${point.y.toFixed(1)}`);
            }
            pen = point.known ? "L" : "M";
        }
        return steps.join(" ");
    }

    get last() {
        return this.points.filter((point) => point.known).at(-1);
    }

    get title() {
        return _t("Last months: %s", this.data.labels.join("; "));
    }
}

registry.category("fields").add("goal_sparkline", {
    component: SparklineField,
    displayName: _t("Sparkline"),
    supportedTypes: ["json"],
});
