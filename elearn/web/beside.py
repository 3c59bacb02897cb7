"""What stands beside the first database, told to administrators: a replica, Redis. Nothing where there is none."""

from __future__ import annotations

from flask import current_app

from elearn.extensions.replica import Health
from elearn.extensions.words import gettext as _
from elearn.extensions.words import ngettext


def beside_rows() -> list[tuple[str, str, bool]]:
    """(what, how it stands, whether it needs somebody), as this worker sees it."""
    return [*_replica_row(), *_redis_row()]


def _replica_row() -> list[tuple[str, str, bool]]:
    replica = current_app.extensions.get("elearn.replica")
    if replica is None:
        return []
    health, seconds = replica.state()
    behind = ngettext(
        "It is read; at most %(num)d second behind.", "It is read; at most %(num)d seconds behind.", round(seconds or 0)
    )
    words = {
        Health.READ: behind,
        Health.LATE: _("It is too far behind: the first database answers instead."),
        Health.DOWN: _("It does not answer: the first database answers instead."),
        Health.WRONG: _("It is no replica of this database: the first database answers instead."),
    }
    return [(_("Second database, for reading"), words[health], health is not Health.READ)]


def _redis_row() -> list[tuple[str, str, bool]]:
    tries = current_app.extensions.get("elearn.tries")
    if tries is None:
        return []
    away = tries.away
    words = _("It does not answer: each process counts for itself.") if away else _("It answers.")
    return [(_("Redis, which counts tries for all processes"), words, away)]
