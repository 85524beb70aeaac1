"""The table and the file of a benchmark."""

import json

HEADER = ("task", "approach", "median", "fastest", "÷ sql", "× suite", "runs")
HEADER += ("queries", "peak MB (Python + PostgreSQL)")


def write(path, results):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps([r.as_dict() for r in results], indent=1) + "\n")


def table(results):
    """Return lines of text: one row for each task and approach."""
    times = {(r.task, r.approach): r.median_ms for r in results}
    rows = [HEADER]
    for r in results:
        rows.append(
            (
                r.task,
                r.approach,
                f"{r.median_ms:,.1f} ms",
                f"{min(r.times) * 1000:,.1f} ms",
                _ratio(r.median_ms, times.get((r.task, "sql"))),
                _ratio(r.median_ms, times.get((r.task, "suite"))),
                str(len(r.times)),
                str(r.queries),
                f"{r.python_mb:.0f} + {r.postgres_mb:.0f}",
            )
        )
    widths = [max(len(row[place]) for row in rows) for place in range(len(HEADER))]
    return [
        "  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True))
        for row in rows
    ]


def _ratio(value, base):
    return f"{value / base:.2f}" if base else ""
