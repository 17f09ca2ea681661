"""How much CPU time a piece of work takes."""

import statistics
import time
from collections.abc import Callable


def cpu_seconds(work: Callable[[int], None], seconds: float, rounds: int = 5) -> float:
    """Of one unit, the median over some rounds, after as much again of warming up.

    `work` does so many units and waits for the last of them. All threads of the process are counted.
    """
    spent, units = 0.0, 1
    while spent < seconds:
        start = time.process_time()
        work(units)
        spent = time.process_time() - start
        if spent < seconds:
            units = max(units + 1, min(10 * units, int(1.2 * units * seconds / max(spent, 1e-6))))
    measured = []
    for _ in range(rounds):
        start = time.process_time()
        work(units)
        measured.append((time.process_time() - start) / units)
    return statistics.median(measured)
