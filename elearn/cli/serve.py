"""`elearn serve`: Granian in front of the WSGI application."""

from __future__ import annotations

import gc
import importlib
import os
import subprocess
import sys
from pathlib import Path

import click
from granian.constants import Interfaces
from granian.log import LogLevels

from config import Config
from elearn.cli.collector import paused_collector
from elearn.cli.listening import OneSocketServer, listen, load_application
from elearn.cli.machine import usable_cores, usable_memory
from elearn.domain.capacity import choose_workers
from elearn.services.first_look import look_at_sqlite
from elearn.services.log_lines import JsonLines

SQLITE = "sqlite:///"
# What `elearn db check` answers when it could ask and the schema is another one.
ANOTHER_SCHEMA = 1
DRAIN_S = 30
# Names and no imports: the commands stand beside the application and not above it.
APPLICATION, COMPOSITION = "wsgi:app", "elearn.app"


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=None, type=click.IntRange(1, 64), help="Processes. Default: by cores and memory.")
@click.option("--threads", default=4, show_default=True, type=click.IntRange(1, 64), help="Threads per process.")
def serve(host: str, port: int, workers: int | None, threads: int) -> None:
    """Serve the site. HUP replaces the workers one by one, TERM lets requests in flight finish.

    A worker that goes answers all that it has begun to read, and closes the lines on which nothing has come yet.

    A socket that systemd passes is used in place of --host and --port. A database of another schema than the code's
    is refused; one that cannot be reached is not: pages that are in memory are served, and the rest when it is back.
    """
    os.environ.setdefault("BASE_URL", f"http://{f'[{host}]' if ':' in host else host}:{port}")
    config = Config.from_environment()  # a wrong setting stops here, with its name, and not in each worker
    refuse_other_schema(config.database_url)
    ready_interface(config.database_url)
    listener = listen(host, port)
    count = workers or choose_workers(usable_cores(), usable_memory())
    click.echo(f"elearn: {describe(count, threads, chosen=not workers)}", err=True)
    if count > 1:
        load_shared()
    OneSocketServer(
        listener,
        target=APPLICATION,
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


def load_shared() -> None:
    """Make in this process what workers will have in common, before they are forked from it: the code, the application
    and the release in force are in memory once, and a new worker is up at once.

    So a worker that is replaced has the code and the settings with which this process was started: a change of either
    needs a restart. A release that was published since it loads itself.
    """
    with paused_collector():
        module, _, name = APPLICATION.partition(":")
        application = getattr(importlib.import_module(module), name)
        importlib.import_module(COMPOSITION).warm_up(application)
    gc.collect()
    gc.freeze()  # the collector would write to all of it, and each worker get a copy of its own


def describe(workers: int, threads: int, *, chosen: bool) -> str:
    """One line about what was chosen, and from what."""
    size = f"{workers} worker{'s' if workers > 1 else ''} with {threads} thread{'s' if threads > 1 else ''} each"
    memory = usable_memory()
    seen = f"{usable_cores():g} cores, " + (f"{memory / 1e9:.1f} GB" if memory else "unknown memory")
    return f"{size}, chosen for {seen} (--workers, --threads)" if chosen else size


def ready_interface(database_url: str) -> None:
    """A machine that only serves was never prepared: without this its pages would speak English in every language."""
    if not database_url.startswith(SQLITE) and _elearn("catalogues").returncode:
        raise click.exceptions.Exit(2)


def _elearn(*words: str) -> subprocess.CompletedProcess[str]:
    """Another process of this command; what it says on standard error is repeated where it went wrong."""
    done = subprocess.run([sys.executable, "-m", "elearn.cli", *words], capture_output=True, text=True, check=False)  # noqa: S603 - our own command
    if done.returncode:
        click.echo(done.stderr.strip(), err=True)
    return done


def refuse_other_schema(database_url: str) -> None:
    """Raises Unavailable, or ends with the line of `elearn db check`; PostgreSQL is asked by another process, so that
    this one stays small."""
    if database_url.startswith(SQLITE):
        look_at_sqlite(Path(database_url.removeprefix(SQLITE)))
        return
    asked = _elearn("db", "check")
    if asked.returncode == ANOTHER_SCHEMA:
        raise click.exceptions.Exit(2)
