"""What this process may use of the machine: cores and memory, within the limits of a container too."""

from __future__ import annotations

import os
from pathlib import Path

CGROUP = Path("/sys/fs/cgroup")
MEMINFO = Path("/proc/meminfo")


def usable_cores(cgroup: Path = CGROUP) -> float:
    """The cores that the scheduler grants: by affinity, and by the quota of the control group (v2 and v1)."""
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    quota, period = ([*_numbers(cgroup / "cpu.max"), 0, 0])[:2]
    if not period:
        quota, period = _number(cgroup / "cpu/cpu.cfs_quota_us"), _number(cgroup / "cpu/cpu.cfs_period_us")
    return min(float(allowed), quota / period) if quota > 0 and period > 0 else float(allowed)


def usable_memory(cgroup: Path = CGROUP, meminfo: Path = MEMINFO) -> int | None:
    """Bytes of memory, or of the limit of the control group when that is less; None when nobody says."""
    limits = [_number(cgroup / "memory.max"), _number(cgroup / "memory/memory.limit_in_bytes")]
    if meminfo.exists():
        first = meminfo.read_text(encoding="ascii").partition("\n")[0].split()
        limits.append(int(first[1]) * 1024)
    known = [limit for limit in limits if limit > 0]
    return min(known) if known else None


def _number(path: Path) -> int:
    return ([*_numbers(path), 0])[0]


def _numbers(path: Path) -> list[int]:
    """The whole numbers at the start of a file; none where it says `max` or is not there."""
    try:
        words = path.read_text(encoding="ascii").split()
    except OSError:
        return []
    return [int(word) for word in words] if all(word.lstrip("-").isdigit() for word in words) else []
