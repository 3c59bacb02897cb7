"""How many processes a machine is for."""

from __future__ import annotations

# Measured with the courses of this repository, with room for the pages of a release; the database has what is left.
WORKER_BYTES = 160_000_000
MOST_WORKERS = 4


def choose_workers(cores: float, memory: int | None) -> int:
    """One per whole core that may be used, at most four, and no more than fit into half of the memory (bytes, None
    when it is not known): more is the operator's decision.
    """
    fitting = MOST_WORKERS if memory is None else memory // 2 // WORKER_BYTES
    return max(1, min(MOST_WORKERS, int(cores), fitting))
