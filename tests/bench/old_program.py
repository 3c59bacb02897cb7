"""`python -m tests.bench.old_program [COMMIT] [--postgresql]`: the program before serves while the tables become new.

The program of an earlier commit (the one before the newest migration, when none is named) prepares a site and serves
it to people who answer and read; `elearn db upgrade` of this checkout runs meanwhile; the old program goes on for a
while, and this one takes its place. 1 when an answer that was confirmed is lost, taken twice or half there, or when
anything went wrong between the upgrade's beginning and the old program's end. Needs the history of the repository.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from sqlalchemy import create_engine, text

from elearn.services.schema import MIGRATIONS
from tests.bench.servers import ROOT, free_port, wait_until_up
from tests.clusters import running_pair
from tests.scaled.killing import DOUBLED, HALVES, write_courses
from tests.scaled.people import Told, people
from tests.workshops import ELEARN, clean_environment

QUIET_S, OLD_ON_NEW_S = 4.0, 20.0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("commit", nargs="?", help="whose program serves")
    parser.add_argument("--postgresql", action="store_true")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        url = f"sqlite:///{folder}/site.sqlite3"
        if asked.postgresql:
            url = stack.enter_context(running_pair())[0].url()
        old = export(asked.commit or before_newest_migration(), folder / "old")
        (folder / "instance").mkdir()
        port = free_port()
        environment = {
            **clean_environment(),
            "DATABASE_URL": url,
            "INSTANCE_PATH": str(folder / "instance"),
            "COURSES_PATH": str(write_courses(folder / "courses")),
            "BASE_URL": f"http://127.0.0.1:{port}",
            "SECRET_KEY": "k" * 40,
        }
        return serve_through_upgrade(old, port, environment)


def before_newest_migration() -> str:
    """The newest commit that has fewer migrations than this checkout, all of them the same files."""
    ours = {f"migrations/versions/{path.name}" for path in MIGRATIONS.glob("versions/[0-9]*.py")}
    for commit in _git("rev-list", "--first-parent", "HEAD").split():
        theirs = set(_git("ls-tree", "--name-only", commit, "migrations/versions/").split())
        theirs = {name for name in theirs if name.endswith(".py") and "/0" in name}
        if theirs < ours:
            return commit
    raise SystemExit("the history of this clone does not go back before the newest migration: name a commit")


def export(commit: str, folder: Path) -> Path:
    folder.mkdir()
    archive = subprocess.run(["git", "archive", commit], cwd=ROOT, capture_output=True, check=True)
    subprocess.run(["tar", "-x", "-C", str(folder)], input=archive.stdout, check=True)
    print(f"the old program is that of {_git('log', '-1', '--format=%h, %cs: %s', commit).strip()}", flush=True)
    return folder


def serve_through_upgrade(old: Path, port: int, environment: dict[str, str]) -> int:
    subprocess.run([*ELEARN, "prepare"], cwd=old, env=environment, check=True)
    told = Told()
    with serving(old, port, environment), people(port, told, 3):
        time.sleep(QUIET_S)
        before, since = (told.failed, told.unread), len(told.confirmed)
        begun = time.monotonic()
        upgrade = [*ELEARN, "db", "upgrade", "--no-backup"]
        subprocess.run(upgrade, cwd=ROOT, env=environment, check=True)
        print(f"the upgrade took {time.monotonic() - begun:.1f} s under load", flush=True)
        time.sleep(OLD_ON_NEW_S)
        failed, unread = told.failed - before[0], told.unread - before[1]
        print(
            f"the old program on the new tables: {len(told.confirmed) - since} answers confirmed, {failed} failed, "
            f"{unread} pages missing",
            flush=True,
        )
    with serving(ROOT, port, environment), people(port, told, 3):
        time.sleep(QUIET_S)
    return tell(environment["DATABASE_URL"], told) or int(bool(failed or unread))


@contextmanager
def serving(program: Path, port: int, environment: dict[str, str]) -> Iterator[None]:
    command = [*ELEARN, "serve", "--port", str(port), "--workers", "2"]
    process = subprocess.Popen(command, cwd=program, env=environment, stderr=subprocess.DEVNULL)
    try:
        wait_until_up(port, "/readyz", process, seconds=120)
        yield
    finally:
        process.terminate()
        process.wait(40)


def tell(url: str, told: Told) -> int:
    engine = create_engine(url)
    with engine.connect() as rows:
        stored = set(rows.scalars(text("SELECT uid FROM attempt")))
        doubled = rows.scalar(text(DOUBLED)) or 0
        halves = rows.scalar(text(HALVES.replace("SELECT FROM", "SELECT 1 FROM"))) or 0
    engine.dispose()
    lost = set(told.confirmed.values()) - stored
    print(f"{len(told.confirmed)} confirmed, {len(lost)} lost, {doubled} taken twice, {halves} half there")
    for line in told.strange:
        print(line)
    return 1 if lost or doubled or halves or told.strange else 0


def _git(*words: str) -> str:
    done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout


if __name__ == "__main__":
    sys.exit(main())
