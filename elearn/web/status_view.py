"""The status of groups in words, with its definition."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import current_app

from elearn.domain.als_status import AlsStatus, Thresholds
from elearn.domain.rollup import Row
from elearn.extensions import current
from elearn.extensions.words import gettext as _
from elearn.services.als_status import list_statuses


@dataclass(frozen=True, slots=True)
class StatusView:
    """(words, ALS code and name of each group) by status, the active first; `definition` says what the words mean."""

    groups: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    definition: tuple[str, ...]


def status_view(ralo: str, rows: Sequence[Row], today: date) -> StatusView:
    thresholds = Thresholds(*current_app.config["ELEARN"].als_status)
    found = list_statuses(current.session(), ralo=ralo, rows=rows, thresholds=thresholds, today=today)
    words = {AlsStatus.ACTIVE: _("Active"), AlsStatus.LESS_ACTIVE: _("Less active"), AlsStatus.STANDBY: _("Standby")}
    groups = {
        word: tuple((row.als, row.name) for row in rows if found[row.als] is kind) for kind, word in words.items()
    }
    return StatusView(tuple(groups.items()), _definition(thresholds))


def _definition(thresholds: Thresholds) -> tuple[str, ...]:
    return (
        _(
            "Active: %(members)d members or more, somebody active in the last %(days)d days, and somebody with a "
            "finished course active in it in the last %(finished)d days.",
            members=thresholds.members,
            days=thresholds.active_days,
            finished=thresholds.finished_days,
        ),
        _("Standby: nobody there, or nobody active for %(days)d days.", days=thresholds.standby_days),
        _("Less active: everything in between."),
    )
