"""Where a workshop laptop keeps its database, and the files that it carries for others."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from config import Config
from elearn.domain.errors import Unfit
from elearn.exchange.elp import Header
from elearn.exchange.node_receipts import receipt_node
from elearn.extensions import Session, open_session
from elearn.services.laptops import Laptop, find_laptop
from elearn.services.migrating import upgrade_schema

SQLITE = "sqlite:///"
OWN_FILES = ("", "-wal", "-shm", "-journal")


def prepare_environment() -> None:
    """The profile of a workshop, in a folder of its own: a site on the same laptop is never touched."""
    os.environ["ELEARN_ENV"] = "node"
    os.environ.setdefault("INSTANCE_PATH", "instance/workshop")
    os.umask(0o077)  # names, answers and the key of the workshop are for this account of the laptop only


def close_to_others(config: Config) -> None:
    """Folders and files of a workshop from before are for this account only, too. What is another's stays as it is."""
    database = database_path(config)
    own = [database.with_name(database.name + suffix) for suffix in OWN_FILES]
    kept = (config.instance_path / "relay").glob("*")
    for path in (config.instance_path / "secret_key", *own, *kept):
        _allow(path, 0o600)
    for folder in (config.instance_path, config.instance_path / "relay"):
        _allow(folder, 0o700)


def _allow(path: Path, mode: int) -> None:
    with suppress(FileNotFoundError, PermissionError):
        path.chmod(mode)


def database_path(config: Config) -> Path:
    """Raises Unfit `node-sqlite` for another kind of database."""
    if not config.database_url.startswith(SQLITE):
        raise Unfit("node-sqlite", config.database_url.partition(":")[0])
    return Path(config.database_url.removeprefix(SQLITE))


def read_laptop(config: Config) -> Laptop | None:
    """What this laptop is; None where it is no workshop yet. A database that is not there is not made."""
    close_to_others(config)
    if not database_path(config).exists():
        return None
    with open_session(config.database_url) as session:
        upgrade_schema(session)
        return find_laptop(session)


@contextmanager
def require_laptop(config: Config) -> Iterator[tuple[Session, Laptop]]:
    """Raises Unfit `node-none` where this laptop is no workshop."""
    laptop = read_laptop(config)
    if laptop is None:
        raise Unfit("node-none")
    with open_session(config.database_url) as session:
        yield session, laptop


def write_new(path: Path, data: bytes) -> None:
    """On the disk before it is named; a file that is there already is never overwritten: Unfit `file-there`."""
    try:
        with path.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except FileExistsError as error:
        raise Unfit("file-there", str(path)) from error
    except (FileNotFoundError, NotADirectoryError) as error:
        raise Unfit("no-folder", str(path.parent)) from error


@dataclass(frozen=True, slots=True)
class Places:
    """The folders below the instance."""

    instance: Path

    def keep_foreign_receipt(self, data: bytes) -> Path:
        """To be handed to the people of that workshop."""
        name = f"{receipt_node(data)[:8]}-{hashlib.sha256(data).hexdigest()[:8]}.json"
        return self._keep("relay", "receipt-" + "".join(char for char in name if char.isalnum() or char in "-."), data)

    def keep_relayed(self, header: Header, data: bytes) -> Path:
        """Byte for byte as it came."""
        return self._keep("relay", f"workshop-{header.node[:8]}-{header.sha256[:8]}.elp", data)

    def relayed(self) -> list[Path]:
        """Files of other workshops that the site has not got from here yet."""
        return sorted((self.instance / "relay").glob("*.elp"))

    def _keep(self, folder: str, name: str, data: bytes) -> Path:
        path = self.instance / folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(".part")
        draft.write_bytes(data)
        draft.replace(path)
        return path

    def wipe(self, database: Path) -> list[Path]:
        """Takes away the database and its key. Returns what stays: files of other workshops."""
        for suffix in OWN_FILES:
            database.with_name(database.name + suffix).unlink(missing_ok=True)
        (self.instance / "secret_key").unlink(missing_ok=True)
        return self.relayed()
