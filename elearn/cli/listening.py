"""The one socket that all workers accept from: a connection that waits while a worker is replaced is taken by another.

Granian's own way on Linux is a socket for each worker (SO_REUSEPORT): what waits at one that closes is reset. It also
lets a supervisor hold the socket (`sd_listen_fds(3)`): then nothing is refused while the whole server is replaced.
"""

from __future__ import annotations

import importlib
import os
import signal
import socket
from collections.abc import Callable
from typing import Any

import click
from granian._granian import SocketHolder
from granian.server import MPServer

from elearn.cli.collector import paused_collector

BACKLOG = 1024
FIRST_PASSED = 3


def listen(host: str, port: int) -> socket.socket:
    """The socket that a supervisor passed, else one of our own. Raises UsageError when the port is taken."""
    passed = _passed_socket()
    if passed is not None:
        return passed
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return without_delay(socket.create_server((host, port), family=family, backlog=BACKLOG))
    except OSError as error:
        number = error.errno or 0
        why = os.strerror(number) if number > 0 else error.strerror or str(error)
        raise click.UsageError(f"cannot listen on {host}:{port} ({why}); choose another with --port") from error


def _passed_socket() -> socket.socket | None:
    if os.environ.get("LISTEN_PID") != str(os.getpid()) or os.environ.get("LISTEN_FDS") != "1":
        return None
    for name in ("LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"):
        os.environ.pop(name, None)
    return without_delay(socket.socket(fileno=FIRST_PASSED))


def without_delay(listener: socket.socket) -> socket.socket:
    """Every connection that it accepts inherits this (tcp(7)). Granian writes headers and body of a page one after the
    other: Nagle's algorithm would keep the body back until the reader has confirmed the headers, which takes 40 ms.
    """
    if listener.family in (socket.AF_INET, socket.AF_INET6):
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listener


class OneSocketServer(MPServer):
    """Granian with a socket that is open already. `lock` pins the version whose inside this knows."""

    def __init__(self, listener: socket.socket, **settings: Any) -> None:
        host, port = listener.getsockname()[:2]
        super().__init__(address=host, port=port, **settings)
        listener.setblocking(False)  # noqa: FBT003 - its signature
        listener.set_inheritable(True)
        self._listener = listener

    def _init_shared_socket(self) -> None:
        holder: Any = SocketHolder  # its own description leaves the arguments out
        shared: Any = holder(self._listener.fileno(), False, BACKLOG)  # noqa: FBT003 - its signature: is it a path
        own: Any = self
        own._ssp, own._shd, own._sfd, own._sso = None, shared, self._listener.fileno(), self._listener  # noqa: SLF001 - ourselves


def load_application(name: str) -> Callable[..., Any]:
    """In a worker, before it serves. TERM would be lost here, because Granian listens to it only afterwards: nothing
    was accepted yet, so the worker ends at once.
    """
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: os._exit(0))
    module, _, attribute = name.partition(":")
    with paused_collector():
        application: Callable[..., Any] = getattr(importlib.import_module(module), attribute)
    return application
