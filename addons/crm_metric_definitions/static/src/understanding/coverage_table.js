import {Component, onWillStart, onWillUpdateProps, useState} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {number} from "./chart_canvas";
import {useService} from "@web/core/utils/hooks";

/** Which records were counted, which were left out and why; each number opens them. */
export class CoverageTable extends Component {
    static template = "crm_metric_definitions.CoverageTable";
    static props = {metricId: Number, span: Array};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({coverage: null});
        this.number = number;
        onWillStart(() => this.load(this.props));
        onWillUpdateProps((next) => this.load(next));
    }

    async load({metricId, span}) {
        const key = JSON.stringify([metricId, span]);
        if (key === this.key) {
            return;
        }
        this.key = key;
        const found = await this.orm.call("crm.metric.definition", "coverage", [
            [metricId],
            ...span,
        ]);
        this.state.coverage = found[metricId];
    }

    /** What is counted, and what it is divided by. */
    get sides() {
        const {numerator, denominator} = this.state.coverage;
        return [
            {key: "numerator", title: _t("What is counted"), ...numerator},
            {key: "denominator", title: _t("Divided by"), ...denominator},
        ].filter((side) => side.measure);
    }

    async open(side, reason) {
        this.action.doAction(
            await this.orm.call(
                "crm.metric.definition",
                "action_drill_down",
                [[this.props.metricId], ...this.props.span],
                {side, reason}
            )
        );
    }
}
