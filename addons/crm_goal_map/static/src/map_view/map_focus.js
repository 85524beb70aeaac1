/**
 * The box that an arrow key leads to: up and down in reading order, left and right to
 * the nearest box of the segment beside. At the edge of the map the focus stays.
 *
 * @param {{id, x, y}[]} boxes in reading order
 */
export function neighbour(boxes, id, key) {
    const from = boxes.findIndex((box) => box.id === id);
    const here = boxes[from];
    if (key === "ArrowUp" || key === "ArrowDown") {
        return boxes[from + (key === "ArrowDown" ? 1 : -1)] || here;
    }
    const columns = [...new Set(boxes.map(({x}) => x))].sort((a, b) => a - b);
    const x = columns[columns.indexOf(here.x) + (key === "ArrowRight" ? 1 : -1)];
    const beside = boxes
        .filter((box) => box.x === x)
        .sort((a, b) => Math.abs(a.y - here.y) - Math.abs(b.y - here.y));
    return beside[0] || here;
}
