"""`elearn preview`: the courses as they would be published, on this machine only, while they are being written."""

from __future__ import annotations

import signal
import socket
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click
from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.utils import import_string

from config import Config
from elearn.cli.courses import Wanted, find_wanted, offered_languages
from elearn.extensions.interface_catalogues import compile_catalogues

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

HOST = "127.0.0.1"


class _Quiet(WSGIRequestHandler):
    """One line per request would hide the lines that matter."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Says nothing."""


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(exists=True, path_type=Path), metavar="[COURSES]...")
@click.option("--port", default=8010, show_default=True, type=click.IntRange(0, 65535), help="0 takes any free one.")
def preview(paths: tuple[Path, ...], port: int) -> None:
    """Show courses as they would be published, with what is wrong in the margin; pages follow the files.

    Needs no database and writes nothing. Only this machine can open it. Ctrl-C ends it.
    """
    wanted = find_wanted(paths)
    if not wanted.roots:
        raise click.UsageError("there is no folder `courses` here: name one, or make a course with `elearn new course`")
    with listen(port) as listener, tempfile.TemporaryDirectory(prefix="elearn-preview-") as folder:
        address = f"http://{HOST}:{listener.getsockname()[1]}"
        application = _application(wanted, Path(folder), address)
        server = make_server(HOST, 0, application, threaded=True, request_handler=_Quiet, fd=listener.fileno())
        for stop in (signal.SIGINT, signal.SIGTERM):
            signal.signal(stop, signal.default_int_handler)
        click.echo(f"{address}/  (Ctrl-C ends it)")
        server.serve_forever()


def listen(port: int) -> socket.socket:
    """A socket on this machine's own address; a port in use is told in one line."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
        listener.listen()
    except OSError as error:
        listener.close()
        message = f"cannot listen on {HOST}:{port} ({error.strerror}); choose another with --port"
        raise click.UsageError(message) from error
    return listener


def _application(wanted: Wanted, folder: Path, address: str) -> WSGIApplication:
    config = Config(
        database_url="",
        secret_key="",
        courses_path=wanted.roots,
        instance_path=folder,
        base_url=address,
        languages=offered_languages(),
    )
    compile_catalogues(config.catalogues_path)
    # Named, not imported, as `serve` names `wsgi:app`: the composition root stands above the edges.
    open_desk, create = (
        import_string("elearn.web.preview_desk:Desk"),
        import_string("elearn.preview_app:create_preview"),
    )
    desk = open_desk(wanted.roots, config.languages, wanted.covers, today=lambda: datetime.now(UTC).date())
    desk.watch()
    application: WSGIApplication = create(config, desk)
    return application
