"""Run rivals in turn and write down time, queries and memory."""

import ctypes
import gc
import statistics
import time
from dataclasses import dataclass, field


@dataclass
class Result:
    task: str
    approach: str
    times: list = field(default_factory=list)  # seconds
    queries: int = 0
    python_mb: float = 0.0
    postgres_mb: float = 0.0

    @property
    def median_ms(self):
        return statistics.median(self.times) * 1000

    def as_dict(self):
        return {
            "task": self.task,
            "approach": self.approach,
            "median_ms": round(self.median_ms, 2),
            "min_ms": round(min(self.times) * 1000, 2),
            "runs": len(self.times),
            "queries": self.queries,
            "peak_mb": round(self.python_mb + self.postgres_mb, 1),
            "peak_python_mb": round(self.python_mb, 1),
            "peak_postgres_mb": round(self.postgres_mb, 1),
        }


@dataclass
class Runner:
    """A rival ready for a task."""

    env: object
    rival: object
    task: object
    ready: object

    @property
    def is_slow(self):
        return getattr(self.rival, "SLOW", False)

    def run(self):
        return self.rival.run(self.env, self.task, self.ready)

    def figures(self, found):
        """What it computed as {(metric code, place, user id or None): value}."""
        if hasattr(self.rival, "read"):
            return self.rival.read(self.task, self.ready, found)
        return found

    def clocked(self, result):
        gc.collect()
        gc.disable()
        try:
            start = time.perf_counter()
            found = self.run()
            result.times.append(time.perf_counter() - start)
        finally:
            gc.enable()
        return found

    def weighed(self, result):
        """One clocked run of which queries and peak memory are noted as well.

        Memory is what the process and its database backend grow by at their peak;
        PostgreSQL's shared buffers are the server's and not counted.
        """
        cr = self.env.cr
        gc.collect()
        ctypes.CDLL(None).malloc_trim(0)
        processes = "self", str(cr._cnx.info.backend_pid)
        floors = [_forget_peak(process) for process in processes]
        queries = cr.sql_log_count
        found = self.clocked(result)
        result.queries = cr.sql_log_count - queries
        result.python_mb, result.postgres_mb = (
            max(_peak(process) - floor, 0) / 1024
            for process, floor in zip(processes, floors, strict=True)
        )
        return found


def _forget_peak(process):
    """Let Linux forget the highest memory of a process, if we may; return today's."""
    try:
        with open(f"/proc/{process}/clear_refs", "w") as handle:
            handle.write("5")
    except OSError:
        pass
    return _peak(process)


def _peak(process):
    """Return the highest memory of a process in kB without shared memory, or 0."""
    try:
        with open(f"/proc/{process}/status") as handle:
            rows = dict(line.split(":", 1) for line in handle)
    except OSError:
        return 0
    return int(rows["VmHWM"].split()[0]) - int(rows["RssShmem"].split()[0])
