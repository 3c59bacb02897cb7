"""What the verbs about people read before they begin: the settings, the database, the courses in force."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from config import Config
from elearn.domain.errors import Unavailable
from elearn.extensions import Session, open_session
from elearn.services.catalogue import Catalogue, load_catalogue
from elearn.services.schema import require_schema


@contextmanager
def ready_session(config: Config) -> Iterator[Session]:
    """A session on a database that is at this code's migration. Raises Unavailable when it is not."""
    with open_session(config.database_url) as session:
        require_schema(session)
        yield session


def get_catalogue(session: Session) -> Catalogue:
    """The release in force. Raises Unavailable before the first publish."""
    catalogue = load_catalogue(session)
    if catalogue is None:
        raise Unavailable("no-release")
    return catalogue
