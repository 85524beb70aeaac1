import {Component, onWillStart, onWillUpdateProps, useState} from "@odoo/owl";
import {ChartCanvas, chartOptions, percent, strong} from "./chart_canvas";
import {_t} from "@web/core/l10n/translation";
import {useService} from "@web/core/utils/hooks";

/** The process behaviour chart of one metric, and its numbers as a table. */
export class ProcessChart extends Component {
    static template = "crm_metric_definitions.ProcessChart";
    static components = {ChartCanvas};
    static props = {
        metricId: Number,
        onLoaded: {type: Function, optional: true},
        onPeriod: {type: Function, optional: true}, // (point) => its records
    };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({chart: null, granularity: "month", version: 0});
        this.granularities = [
            ["week", _t("Weeks")],
            ["month", _t("Months")],
            ["quarter", _t("Quarters")],
        ];
        this.build = this.build.bind(this);
        onWillStart(() => this.load(this.props.metricId));
        onWillUpdateProps(async (next) => {
            if (next.metricId !== this.props.metricId) {
                await this.load(next.metricId);
            }
        });
    }

    async load(metricId) {
        this.state.chart = await this.orm.call(
            "crm.metric.definition",
            "process_chart",
            [[metricId]],
            {granularity: this.state.granularity}
        );
        this.state.version++;
        this.props.onLoaded?.(this.state.chart);
    }

    choose(ev) {
        this.state.granularity = ev.target.value;
        return this.load(this.props.metricId);
    }

    annotate() {
        this.action.doAction(
            {
                type: "ir.actions.act_window",
                name: _t("Note an event"),
                res_model: "crm.metric.annotation",
                views: [[false, "form"]],
                target: "new",
                context: {default_metric_id: this.props.metricId},
            },
            {onClose: () => this.load(this.props.metricId)}
        );
    }

    get sentence() {
        const {mean_text, lower_text, upper_text} = this.state.chart.limits;
        return _t(
            "Mean %(mean)s, lower natural limit %(lower)s, upper natural limit %(upper)s.",
            {
                mean: strong(mean_text),
                lower: strong(lower_text),
                upper: strong(upper_text),
            }
        );
    }

    get signalIndexes() {
        const signals = this.state.chart.limits?.signals || [];
        return new Set(signals.flatMap((signal) => signal.indexes));
    }

    annotationsAt(index) {
        return this.state.chart.annotations
            .filter((note) => note.index === index)
            .map((note) => note.name)
            .join(", ");
    }

    build(palette) {
        const {points, limits, annotations, shift} = this.state.chart;
        const marked = this.signalIndexes;
        const datasets = [
            {
                label: _t("Figure"),
                data: points.map((point) => point.value),
                borderColor: palette.main,
                backgroundColor: palette.main,
                pointBackgroundColor: points.map((_p, index) =>
                    marked.has(index) ? palette.signal : palette.main
                ),
                pointBorderColor: points.map((_p, index) =>
                    marked.has(index) ? palette.signal : palette.main
                ),
                pointStyle: points.map((_p, index) =>
                    marked.has(index) ? "rectRot" : "circle"
                ),
                pointRadius: points.map((_p, index) => (marked.has(index) ? 6 : 3)),
                borderWidth: 2,
                spanGaps: false,
            },
        ];
        if (limits) {
            // each phase has its own limits, on one chart
            const phases = [...limits.earlier, limits];
            const at = (index) =>
                phases.find(({start, end}) => start <= index && index < end);
            const level = (label, name, dash) => ({
                label,
                data: points.map((_p, index) => at(index)?.[name] ?? null),
                borderColor: palette.muted,
                backgroundColor: palette.muted,
                borderDash: dash,
                borderWidth: 1.5,
                pointRadius: 0,
            });
            datasets.push(level(_t("Mean"), "mean", []));
            for (const [label, name] of [
                [_t("Upper natural limit"), "upper"],
                [_t("Lower natural limit"), "lower"],
            ]) {
                if (phases.some((phase) => phase[name] !== null)) {
                    datasets.push(level(label, name, [6, 4]));
                }
            }
        }
        if (shift?.side) {
            datasets.push({
                label: _t("Mean of the last %s", shift.periods),
                data: points.map((_p, index) =>
                    index < points.length - shift.periods ? null : shift.recent
                ),
                borderColor: palette.signal,
                backgroundColor: palette.signal,
                borderDash: [2, 3],
                borderWidth: 2,
                pointRadius: 0,
            });
        }
        const asPercent = this.state.chart.percent;
        return {
            type: "line",
            data: {labels: points.map((point) => point.label), datasets},
            options: chartOptions(palette, {
                y: {
                    beginAtZero: true,
                    ticks: {
                        color: palette.text,
                        ...(asPercent && {callback: (value) => percent(value)}),
                    },
                },
                plugins: {
                    // limits are lines, dashed in the legend, too
                    legend: {
                        position: "bottom",
                        labels: {color: palette.text, boxHeight: 0, boxWidth: 24},
                    },
                    tooltip: {
                        filter: (item) => item.datasetIndex === 0,
                        callbacks: {
                            label: (item) => points[item.dataIndex].text,
                            footer: (items) =>
                                items.length
                                    ? this.annotationsAt(items[0].dataIndex)
                                    : "",
                        },
                    },
                },
            }),
            plugins: [annotationLines(annotations, palette)],
        };
    }
}

/** A vertical line at each annotated period; solid where limits begin or are locked. */
function annotationLines(annotations, palette) {
    return {
        id: "annotations",
        afterDatasetsDraw(chart) {
            const {ctx, chartArea, scales} = chart;
            ctx.save();
            ctx.strokeStyle = palette.text;
            ctx.lineWidth = 1.5;
            for (const note of annotations) {
                if (note.index === null) {
                    continue;
                }
                const x = scales.x.getPixelForValue(note.index);
                ctx.setLineDash(note.is_break || note.locks_limits ? [] : [2, 4]);
                ctx.beginPath();
                ctx.moveTo(x, chartArea.top);
                ctx.lineTo(x, chartArea.bottom);
                ctx.stroke();
            }
            ctx.restore();
        },
    };
}
