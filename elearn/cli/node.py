"""`elearn node`: a workshop on a laptop without internet, from preparing to bringing home."""

from __future__ import annotations

import secrets
import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from config import Config
from elearn.cli.node_places import (
    Places,
    database_path,
    prepare_environment,
    read_laptop,
    require_laptop,
    write_new,
)
from elearn.cli.node_sending import ask_for_bundle, send_log, send_relayed
from elearn.cli.node_serving import serve_laptop
from elearn.domain.errors import Unfit
from elearn.domain.workshops import Coverage
from elearn.exchange.bundles import looks_like_bundle
from elearn.exchange.elp import LARGEST_FILE, read_header
from elearn.exchange.node_receipts import looks_like_receipt, receipt_node
from elearn.extensions import Session, open_session
from elearn.extensions.interface_catalogues import compile_catalogues
from elearn.services.catalogue import load_catalogue
from elearn.services.laptops import Laptop, find_laptop
from elearn.services.migrating import upgrade_schema
from elearn.services.node_files import check_receipt, export_log, keep_proof, measure_proven
from elearn.services.node_setup import install_bundle, start_alone
from elearn.services.node_wiping import close_database
from elearn.services.publishing import publish

FILE = click.Path(path_type=Path, dir_okay=False)


@click.group()
def node() -> None:
    """A workshop on this laptop: prepare it, run it, bring what people did home."""
    prepare_environment()


@node.command()
@click.option("--enrol", nargs=2, metavar="CODE URL", help="The code that the site showed, and the site's address.")
@click.option("--from", "bundle", type=FILE, help="The file that was downloaded from the site.")
@click.option("--alone", is_flag=True, help="Without the site: everybody is new.")
def init(enrol: tuple[str, str] | None, bundle: Path | None, alone: bool) -> None:  # noqa: FBT001 - click passes flags by name
    """Give this laptop its list of people and its courses. Needs the internet once, or the file."""
    if sum(map(bool, (enrol, bundle, alone))) != 1:
        raise click.UsageError("say where from: --enrol CODE URL, or --from FILE, or --alone")
    laptop = make_laptop(enrol, bundle)
    click.echo(f"This laptop is the workshop “{laptop.title}” of {laptop.held_on}. Start it with `elearn node serve`.")
    if laptop.left_out:
        click.echo(f"{laptop.left_out} members asked not to be named: they are not on the list and join as new.")


def make_laptop(enrol: tuple[str, str] | None, bundle: Path | None) -> Laptop:
    """Everything that a served workshop needs; nothing is left of it when a part is refused."""
    config = Config.from_environment()
    known = read_laptop(config)
    if known is not None:  # before a code is used up
        raise Unfit("node-there", known.title)
    data = ask_for_bundle(*enrol) if enrol else read_file(bundle) if bundle else None
    if data is not None and not looks_like_bundle(data):
        raise Unfit("bundle-foreign")
    compile_catalogues(config.catalogues_path)
    now, dev = datetime.now(UTC), secrets.token_hex(16)
    with open_session(config.database_url) as session:
        upgrade_schema(session)
        if data is not None:
            return install_bundle(session, data, dev=dev, now=now)
        return begin_alone(session, config, dev, now)


def begin_alone(session: Session, config: Config, dev: str, now: datetime) -> Laptop:
    """With all courses that lie beside this program."""
    if find_laptop(session) is None:
        publish(session, roots=config.courses_path, languages=config.languages, author="workshop", note="", now=now)
    books = load_catalogue(session)
    return start_alone(
        session,
        uid=secrets.token_hex(16),
        key=secrets.token_bytes(32),
        dev=dev,
        courses=[course.id for course in books.site.courses] if books else [],
        languages=config.languages,
        now=now,
    )


def read_file(path: Path, *, most: int = 2 * LARGEST_FILE) -> bytes:
    """Raises Unfit in one line for a file that is not there or is far too large."""
    try:
        if path.stat().st_size > most:
            raise Unfit("elp-large", str(path.stat().st_size))
        return path.read_bytes()
    except (FileNotFoundError, IsADirectoryError) as error:
        raise Unfit("node-no-file", str(path)) from error


@node.command()
@click.option("--from", "bundle", type=FILE, help="A bundle, when this laptop is no workshop yet.")
@click.option("--enrol", nargs=2, metavar="CODE URL", help="A code of the site, when this laptop is no workshop yet.")
@click.option("--address", default="", help="The address that phones reach this laptop at. Default: looked up.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 16))
def serve(bundle: Path | None, enrol: tuple[str, str] | None, address: str, port: int, workers: int) -> None:
    """Open the workshop for the phones in the room.

    A laptop that is no workshop yet becomes one: by --from or --enrol, by what is typed when it is asked for, or else
    standing alone, with everybody new.
    """
    config = Config.from_environment()
    laptop = read_laptop(config)
    if laptop is None:
        laptop = make_laptop(*(enrol, bundle) if enrol or bundle else asked_on_terminal())
    elif enrol or bundle:
        raise Unfit("node-there", laptop.title)
    serve_laptop(laptop, address=address, port=port, workers=workers)


def asked_on_terminal() -> tuple[tuple[str, str] | None, Path | None]:
    """Only where somebody sits in front of it."""
    if not sys.stdin.isatty():
        return None, None
    asked = "File from the site, or its code (empty: a workshop without the site)"
    typed = click.prompt(asked, default="", show_default=False).strip()
    if not typed:
        return None, None
    if Path(typed).is_file():
        return None, Path(typed)
    return (typed, click.prompt("Address of the site (https://…)").strip()), None


@node.command()
@click.argument("url", required=False, default="")
def sync(url: str) -> None:
    """Send everything to the site, when there is a line. URL is needed only where the bundle does not name it."""
    config = Config.from_environment()
    places = Places(config.instance_path)
    with require_laptop(config) as (session, laptop):
        target = (url or laptop.centre).rstrip("/")
        if not target:
            raise click.UsageError("say where the site is: elearn node sync https://…")
        sent = send_log(session, target, now=datetime.now(UTC))
        carried = send_relayed(places, target)
        tell(measure_proven(session))
    click.echo(f"Sent {sent} events to {target}." + (f" Also {carried} files of other workshops." if carried else ""))


@node.command()
@click.argument("file", type=FILE)
def export(file: Path) -> None:
    """Write everything that was recorded here into FILE (….elp), to be brought to any coordinator."""
    config = Config.from_environment()
    with require_laptop(config) as (session, laptop):
        written = export_log(session, now=datetime.now(UTC))
        write_new(file, written.data)
        click.echo(f"{file}: {written.n} events, {len(written.data)} bytes. Give it to any coordinator of the site.")
        if laptop.card:
            click.echo(f"The site does not know this laptop. The coordinator needs this card too:\n  {laptop.card}")
    for path in Places(config.instance_path).relayed():
        click.echo(f"Bring this file of another workshop too: {path}")


@node.command(name="import")
@click.argument("file", type=FILE)
def import_(file: Path) -> None:
    """Take in FILE: a receipt of the site, a bundle, or another workshop's file, which is carried on untouched."""
    config = Config.from_environment()
    data = read_file(file)
    if looks_like_bundle(data):
        made = make_laptop(None, file)
        click.echo(f"This laptop is the workshop “{made.title}” now.")
        return
    places = Places(config.instance_path)
    with require_laptop(config) as (session, laptop):
        if looks_like_receipt(data):
            if receipt_node(data) != laptop.uid:
                click.echo(
                    f"A receipt of another workshop: {places.keep_foreign_receipt(data)}. Give it to its people."
                )
                return
            keep_proof(session, check_receipt(session, data), now=datetime.now(UTC))
            tell(measure_proven(session))
            return
        header = read_header(data)
        if header.node == laptop.uid:
            raise Unfit("node-own-file", str(file))
        click.echo(f"{header.n} events of another workshop are carried on: {places.keep_relayed(header, data)}")


def tell(coverage: Coverage) -> None:
    """The sentence that a wipe waits for."""
    click.echo(f"The centre has {coverage.has:,} of {coverage.of:,} events from this workshop.")
    if coverage.held:
        click.echo(f"{coverage.held:,} of them are held there: a coordinator sees why on the page of the workshop.")
    if coverage.waiting:
        click.echo(f"{coverage.waiting:,} wait there for a coordinator's click, because the key was over or revoked.")


@node.command()
@click.option("--force", is_flag=True, help="Without a receipt for everything. A copy is written first.")
def wipe(force: bool) -> None:  # noqa: FBT001 - click passes flags by name
    """Take people's data off this laptop, once the site has everything. Stop the workshop first."""
    config = Config.from_environment()
    places = Places(config.instance_path)
    with require_laptop(config) as (session, _):
        coverage = measure_proven(session)
        tell(coverage)
        if not coverage.complete and not force:
            raise Unfit("node-unsent", f"{coverage.of - coverage.has:,}")
        written = export_log(session, now=datetime.now(UTC))
    database = database_path(config)
    close_database(database)
    if not coverage.complete:
        copy = Path.cwd() / f"{written.name.removesuffix('.elp')}-{secrets.token_hex(3)}.elp"
        write_new(copy, written.data)
        click.echo(f"A copy of everything is in {copy}.")
    for left in places.wipe(database):
        click.echo(f"Files of other workshops stay: {left}")
    click.echo("This laptop is no workshop any more. Nobody's data is left on it.")
