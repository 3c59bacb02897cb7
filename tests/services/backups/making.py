"""Backups made and put back as the command does it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from elearn.services.backups import Made, make_backup
from elearn.services.restoring import Order
from tests.makers import NOW

KEY = "k" * 40


class closing_engine:  # noqa: N801 - reads as a word in `with`
    def __init__(self, url: str) -> None:
        self.engine = create_engine(url)
        self.session = Session(self.engine)

    def __enter__(self) -> Session:
        return self.session

    def __exit__(self, *_: object) -> None:
        self.session.close()
        self.engine.dispose()


def back_up(session: Session, instance: Path, to: Path | None = None, keep: int = 14) -> Made:
    folder = to or instance / "backups"
    return make_backup(session, instance=instance, to=folder, key=KEY, version="1.2.3", keep=keep, now=NOW)


def order(session: Session, instance: Path, file: Path, *, force: bool = True, kept_key: str = "") -> Order:
    """Everybody has left the database, as when the site is stopped."""
    url = session.get_bind().engine.url.render_as_string(hide_password=False)
    session.close()
    session.get_bind().engine.dispose()
    return Order(file, url, instance, kept_key, force, "e" * 32, NOW + timedelta(days=1))
