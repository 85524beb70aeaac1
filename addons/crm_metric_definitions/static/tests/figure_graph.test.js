import {expect, test} from "@odoo/hoot";
import {FigureGraphModel} from "@crm_metric_definitions/figure_graph/figure_graph";

function graphData(points) {
    const model = Object.create(FigureGraphModel.prototype);
    model.metaData = {mode: "line"};
    model._getDatasetLabel = (point) => point.labels[1];
    return model._getData(
        points.map(([month, metric, value]) => ({
            labels: [month, metric],
            value,
            domain: [],
            identifier: `${month} ${metric}`,
        }))
    );
}

test("an unknown figure is a gap, and 0 is 0", () => {
    const {labels, datasets} = graphData([
        ["May", "Win rate", 0.1],
        ["June", "Win rate", false],
        ["July", "Win rate", 0],
        ["July", "Margin", 0.3],
    ]);
    expect(labels).toEqual(["May", "June", "July"]);
    expect(datasets.map(({label, data}) => [label, data])).toEqual([
        ["Win rate", [0.1, null, 0]],
        ["Margin", [null, null, 0.3]],
    ]);
});
