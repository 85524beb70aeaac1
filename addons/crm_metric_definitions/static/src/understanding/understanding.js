import {Component, useState} from "@odoo/owl";
import {ChangeChart} from "./change_chart";
import {CoverageTable} from "./coverage_table";
import {ParetoChart} from "./pareto_chart";
import {ProcessChart} from "./process_chart";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {serializeDate} from "@web/core/l10n/dates";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";

const {DateTime} = luxon;

/** "Why is it so?" on the form of a metric. */
export class MetricUnderstanding extends Component {
    static template = "crm_metric_definitions.MetricUnderstanding";
    static components = {ProcessChart, CoverageTable, ParetoChart, ChangeChart};
    static props = {...standardWidgetProps};

    setup() {
        const quarter = DateTime.local().startOf("quarter");
        const day = (moment) => serializeDate(moment);
        this.state = useState({
            tab: "process",
            breakdown: "",
            breakdowns: [],
            percent: false,
            from: day(quarter.minus({quarters: 1})),
            to: day(quarter),
            beforeFrom: day(quarter.minus({quarters: 2})),
            beforeTo: day(quarter.minus({quarters: 1})),
        });
        this.tabs = [
            ["process", _t("Signal or noise")],
            ["coverage", _t("What was counted")],
            ["pareto", _t("Where it comes from")],
            ["change", _t("Why it changed")],
        ];
        this.onLoaded = this.onLoaded.bind(this);
        this.onPeriod = this.onPeriod.bind(this);
    }

    get metricId() {
        return this.props.record.resId;
    }

    get isRatio() {
        return this.props.record.data.kind === "ratio";
    }

    get datesValid() {
        const {from, to, beforeFrom, beforeTo, tab} = this.state;
        const later = from && to && from < to;
        return later && (tab !== "change" || (beforeFrom && beforeFrom < beforeTo));
    }

    onLoaded(chart) {
        this.state.breakdowns = chart.breakdowns;
        this.state.percent = chart.percent;
        if (!chart.breakdowns.some(({key}) => key === this.state.breakdown)) {
            this.state.breakdown = chart.breakdowns[0]?.key || "";
        }
    }

    /** From a figure on the chart to the records of its period. */
    onPeriod({period_start, period_end}) {
        Object.assign(this.state, {
            tab: "coverage",
            from: period_start,
            to: period_end,
        });
    }
}

registry.category("view_widgets").add("crm_metric_understanding", {
    component: MetricUnderstanding,
    fieldDependencies: [{name: "kind", type: "selection"}],
});
