"""`elearn serve`: Granian in front of the WSGI application."""

from __future__ import annotations

import os
import socket

import click
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from config import Config


def default_workers() -> int:
    """One per core this process may use, at most four: more is the operator's decision."""
    return min(4, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)


def refuse_taken_port(host: str, port: int) -> None:
    """A port in use is told in one line instead of a worker dying again and again."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise click.UsageError(
                f"cannot listen on {host}:{port} ({error.strerror}); choose another with --port"
            ) from error


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=None, type=click.IntRange(1, 64), help="Processes; default: one per core.")
@click.option("--threads", default=4, show_default=True, type=click.IntRange(1, 64), help="Threads per process.")
def serve(host: str, port: int, workers: int | None, threads: int) -> None:
    """Serve the site. HUP reloads the workers, TERM lets requests in flight finish."""
    os.environ.setdefault("BASE_URL", f"http://{f'[{host}]' if ':' in host else host}:{port}")
    Config.from_environment()  # a wrong setting stops here, with its name, and not in each worker
    refuse_taken_port(host, port)
    Granian(
        "wsgi:app",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers or default_workers(),
        blocking_threads=threads,
        respawn_failed_workers=True,
        log_access=False,
        log_level=LogLevels.warning,
        websockets=False,
    ).serve()
