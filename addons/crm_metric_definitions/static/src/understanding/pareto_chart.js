import {ChartCanvas, chartOptions, percent, withAlpha} from "./chart_canvas";
import {Component, onWillStart, onWillUpdateProps, useState} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {useService} from "@web/core/utils/hooks";

/** The parts of what is counted, largest first, with their running share. */
export class ParetoChart extends Component {
    static template = "crm_metric_definitions.ParetoChart";
    static components = {ChartCanvas};
    static props = {metricId: Number, breakdown: String, span: Array};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({pareto: null, version: 0});
        this.percent = percent;
        this.build = this.build.bind(this);
        onWillStart(() => this.load(this.props));
        onWillUpdateProps((next) => this.load(next));
    }

    async load({metricId, breakdown, span}) {
        const key = JSON.stringify([metricId, breakdown, span]);
        if (key === this.key) {
            return;
        }
        this.key = key;
        this.state.pareto = await this.orm.call(
            "crm.metric.definition",
            "pareto_chart",
            [[metricId], ...span, breakdown]
        );
        this.state.version++;
    }

    /** The records of one part, with the viewer's own rights. */
    async open(row) {
        const {metricId, breakdown, span} = this.props;
        this.action.doAction(
            await this.orm.call("crm.metric.definition", "action_drill_down", [
                [metricId],
                ...span,
                "numerator",
                breakdown,
                row.key,
            ])
        );
    }

    build(palette) {
        const {rows} = this.state.pareto;
        return {
            data: {
                labels: rows.map((row) => row.label),
                datasets: [
                    {
                        type: "bar",
                        order: 1,
                        label: this.state.pareto.measure,
                        data: rows.map((row) => row.value),
                        backgroundColor: withAlpha(palette.main, 0.6),
                    },
                    {
                        type: "line",
                        order: 0,
                        clip: false,
                        label: _t("Running share"),
                        data: rows.map((row) => row.cumulative),
                        borderColor: palette.signal,
                        backgroundColor: palette.signal,
                        yAxisID: "share",
                        pointRadius: 3,
                    },
                ],
            },
            options: chartOptions(palette, {
                plugins: {
                    tooltip: {
                        callbacks: {
                            label: (item) => {
                                const row = rows[item.dataIndex];
                                return item.datasetIndex
                                    ? percent(row.cumulative)
                                    : row.text;
                            },
                        },
                    },
                },
                scales: {
                    x: {ticks: {color: palette.text}, grid: {display: false}},
                    y: {
                        beginAtZero: true,
                        ticks: {color: palette.text},
                        grid: {color: withAlpha(palette.muted, 0.25)},
                    },
                    share: {
                        position: "right",
                        min: 0,
                        max: 1,
                        grid: {display: false},
                        ticks: {
                            color: palette.text,
                            callback: (value) => percent(value),
                        },
                    },
                },
            }),
        };
    }
}
