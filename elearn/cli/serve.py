"""`elearn serve`: Granian in front of the WSGI application."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import click
from granian.constants import Interfaces
from granian.log import LogLevels

from config import Config
from elearn.cli.listening import OneSocketServer, listen, load_application
from elearn.cli.machine import usable_cores, usable_memory
from elearn.domain.capacity import choose_workers
from elearn.services.first_look import look_at_sqlite
from elearn.services.log_lines import JsonLines

SQLITE = "sqlite:///"
# What `elearn db check` answers when it could ask and the schema is another one.
ANOTHER_SCHEMA = 1
DRAIN_S = 30


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=None, type=click.IntRange(1, 64), help="Processes. Default: by cores and memory.")
@click.option("--threads", default=4, show_default=True, type=click.IntRange(1, 64), help="Threads per process.")
def serve(host: str, port: int, workers: int | None, threads: int) -> None:
    """Serve the site. HUP replaces the workers one by one, TERM lets requests in flight finish; neither drops one.

    A socket that systemd passes is used in place of --host and --port. A database of another schema than the code's
    is refused; one that cannot be reached is not: pages that are in memory are served, and the rest when it is back.
    """
    os.environ.setdefault("BASE_URL", f"http://{f'[{host}]' if ':' in host else host}:{port}")
    config = Config.from_environment()  # a wrong setting stops here, with its name, and not in each worker
    refuse_other_schema(config.database_url)
    listener = listen(host, port)
    count = workers or choose_workers(usable_cores(), usable_memory())
    click.echo(f"elearn: {describe(count, threads, chosen=not workers)}", err=True)
    OneSocketServer(
        listener,
        target="wsgi:app",
        interface=Interfaces.WSGI,
        workers=count,
        blocking_threads=threads,
        respawn_failed_workers=True,
        workers_kill_timeout=DRAIN_S,
        log_access=False,
        log_level=LogLevels.warning,
        log_dictconfig={"formatters": {"generic": {"()": JsonLines}, "access": {"()": JsonLines}}},
        websockets=False,
    ).serve(target_loader=load_application)


def describe(workers: int, threads: int, *, chosen: bool) -> str:
    """One line about what was chosen, and from what."""
    size = f"{workers} worker{'s' if workers > 1 else ''} with {threads} thread{'s' if threads > 1 else ''} each"
    memory = usable_memory()
    seen = f"{usable_cores():g} cores, " + (f"{memory / 1e9:.1f} GB" if memory else "unknown memory")
    return f"{size}, chosen for {seen} (--workers, --threads)" if chosen else size


def refuse_other_schema(database_url: str) -> None:
    """Raises Unavailable, or ends with the line of `elearn db check`; PostgreSQL is asked by another process, so that
    this one stays small."""
    if database_url.startswith(SQLITE):
        look_at_sqlite(Path(database_url.removeprefix(SQLITE)))
        return
    command = [sys.executable, "-m", "elearn.cli", "db", "check"]
    asked = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own command
    if asked.returncode:
        click.echo(asked.stderr.strip(), err=True)
    if asked.returncode == ANOTHER_SCHEMA:
        raise click.exceptions.Exit(2)
