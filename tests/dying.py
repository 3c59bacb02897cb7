"""Processes that end with whoever started them, however that ended."""

from __future__ import annotations

import ctypes
import signal
import sys
from collections.abc import Callable

PR_SET_PDEATHSIG = 1


def with_parent(number: signal.Signals) -> Callable[[], None] | None:
    """For `preexec_fn`: this signal comes when the thread that started the process is gone (Linux, prctl(2)).

    Elsewhere None: there a parent that is killed leaves its children behind.
    """
    if not sys.platform.startswith("linux"):
        return None
    libc = ctypes.CDLL(None, use_errno=True)

    def ask() -> None:
        libc.prctl(PR_SET_PDEATHSIG, int(number))

    return ask
