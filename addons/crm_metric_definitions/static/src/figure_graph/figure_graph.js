import {GraphModel} from "@web/views/graph/graph_model";
import {GraphRenderer} from "@web/views/graph/graph_renderer";
import {formatFloat} from "@web/views/fields/formatters";
import {graphView} from "@web/views/graph/graph_view";
import {registry} from "@web/core/registry";

/** Odoo's graph draws 0 where there is no figure. Unknown is not 0: it is a gap. */
export class FigureGraphModel extends GraphModel {
    _getData(dataPoints, ...more) {
        const data = super._getData(dataPoints, ...more);
        for (const dataset of data.datasets) {
            dataset.data = dataset.data.map(() => null);
            for (const point of dataPoints) {
                const isOwn = this._getDatasetLabel(point) === dataset.label;
                if (isOwn && typeof point.value === "number") {
                    dataset.data[point.labelIndex] = point.value;
                }
            }
        }
        return data;
    }
}

/** Shares are small numbers: two decimals are too few for them. */
export class FigureGraphRenderer extends GraphRenderer {
    formatValue(value, allIntegers = true, formatType = "") {
        if (allIntegers || formatType || Math.abs(value) >= 1) {
            return super.formatValue(value, allIntegers, formatType);
        }
        return formatFloat(value, {digits: [16, 4]});
    }
}

registry.category("views").add("crm_metric_figure_graph", {
    ...graphView,
    Model: FigureGraphModel,
    Renderer: FigureGraphRenderer,
});
