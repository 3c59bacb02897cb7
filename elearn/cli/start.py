"""What `./run` calls: bring everything up to date, then become the server."""

from __future__ import annotations

import hashlib
import os
import sys
from pathlib import Path

import click

from config import ROOT, Config

# Everything that a start has to act on when it changes.
WATCHED = ("migrations/versions", "translations", "elearn/__init__.py")


def fingerprint(config: Config) -> str:
    """A hash over names, sizes and times of courses, migrations and catalogues: cheap, and enough to notice an edit."""
    digest = hashlib.sha256(f"{config.database_url}\n{sys.version}".encode())
    for root in (*config.courses_path, *(ROOT / path for path in WATCHED)):
        for path in sorted(root.rglob("*")) if root.is_dir() else [root]:
            if path.is_file():
                stat = path.stat()
                digest.update(f"{path} {stat.st_size} {stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def is_prepared(config: Config, mark: Path) -> bool:
    """True when the last start left everything as it is now. PostgreSQL is always asked: it may have been replaced."""
    if not config.database_url.startswith("sqlite:///") or not mark.exists():
        return False
    database = Path(config.database_url.removeprefix("sqlite:///"))
    return database.exists() and mark.read_text(encoding="ascii") == fingerprint(config)


@click.command(hidden=True)
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=None, type=click.IntRange(1, 64))
@click.option("--demo", is_flag=True, help="Load the demonstration community too.")
@click.option("--demo-password", default=None, help="One password for all demonstration accounts.")
def start(host: str, port: int, workers: int | None, demo: bool, demo_password: str | None) -> None:  # noqa: FBT001 - click passes flags by name
    """Migrate, publish, and serve. A second start with nothing new goes straight to serving."""
    os.environ.setdefault("BASE_URL", f"http://{f'[{host}]' if ':' in host else host}:{port}")
    config = Config.from_environment()
    mark = config.instance_path / "prepared"
    prepared, wanted = is_prepared(config, mark), demo and not config.demonstration
    if not prepared:
        run_verb("prepare")
    if wanted:
        run_verb("demo", *(["--demo-password", demo_password] if demo_password else []))
    if wanted or not prepared:
        mark.write_text(fingerprint(config), encoding="ascii")
    link = config.instance_path / "first-administrator"
    if link.exists():
        click.echo(f"There is no administrator yet. Open this link once to become it:\n  {link.read_text('utf-8')}")
    click.echo(f"elearn is up on {os.environ['BASE_URL']}/ (stop it with Ctrl-C)")
    arguments = ["serve", "--host", host, "--port", str(port), *(["--workers", str(workers)] if workers else [])]
    # A fresh image: what preparing needed in memory is gone before the first page is served.
    os.execv(sys.executable, [sys.executable, "-m", "elearn.cli", *arguments])  # noqa: S606 - our own command


def run_verb(*arguments: str) -> None:
    """Another verb in a process of its own; its failure is ours, with its words."""
    status = os.spawnv(os.P_WAIT, sys.executable, [sys.executable, "-m", "elearn.cli", *arguments])  # noqa: S606 - our own command
    if status:
        raise click.exceptions.Exit(status)
