"""The end of a workshop on a laptop: nobody may have its database open when it goes."""

from __future__ import annotations

from pathlib import Path

from elearn.domain.errors import Unfit
from elearn.storage.sqlite_copies import close_log


def close_database(path: Path) -> None:
    """Raises Unfit `node-running` while the workshop is being served."""
    if not close_log(path):
        raise Unfit("node-running", str(path))
