"""The administrators' page of the site's state: what needs doing first, then what was seen."""

from __future__ import annotations

from flask import Blueprint, current_app, render_template

from elearn import __version__
from elearn.domain.upkeep import Chore
from elearn.extensions import current
from elearn.extensions.words import gettext as _
from elearn.extensions.words import ngettext
from elearn.services.job_states import Work
from elearn.services.upkeep import Upkeep, read_upkeep
from elearn.web.beside import beside_rows

bp = Blueprint("upkeep", __name__)
# What to type, where something is to be typed.
COMMANDS = {
    Chore.JOBS: "elearn jobs run",
    Chore.HOURLY: "elearn doctor",
    Chore.BACKUP: "elearn backup",
    Chore.NO_BACKUP: "elearn backup",
}


@bp.get("/<lang:lang>/admin/state")
def page(lang: str) -> str:  # noqa: ARG001 - the address carries the language
    config = current_app.config["ELEARN"]
    upkeep = read_upkeep(current.session(), instance=config.instance_path, now=current.now())
    beside = beside_rows()
    return render_template(
        "admin/state.html",
        beside=beside,
        upkeep=upkeep,
        chores=[(chore_words(upkeep, chore), COMMANDS.get(chore, "")) for chore in upkeep.chores]
        + [(f"{what}: {words}", "") for what, words, wrong in beside if wrong],
        jobs=upkeep.work[Work.ROUND],
        hourly=upkeep.work[Work.HOURLY],
        backup=upkeep.work[Work.BACKUP],
        backup_file=upkeep.work[Work.BACKUP].note.partition(" ")[0],
        backup_bytes=backup_bytes(upkeep),
        sends_mail=bool(config.mail_url),
        version=__version__,
        now=current.now(),
    )


def chore_words(upkeep: Upkeep, chore: Chore) -> str:
    given_up = ngettext("%(num)d letter was given up.", "%(num)d letters were given up.", upkeep.given_up)
    return {
        Chore.DISK: _("The disk is nearly full: make room before answers are refused."),
        Chore.JOBS: _("The work beside the pages is not running, so letters and reports wait."),
        Chore.HOURLY: _("The hourly work failed the last time."),
        Chore.BACKUP: _("The last backup is more than two days old."),
        Chore.NO_BACKUP: _("There is no backup yet."),
        Chore.MAIL: given_up,
        Chore.HELD: ngettext("%(num)d held thing waits.", "%(num)d held things wait.", upkeep.held),
    }[chore]


def backup_bytes(upkeep: Upkeep) -> int:
    """The note of a backup is its name and its size."""
    size = upkeep.work[Work.BACKUP].note.partition(" ")[2]
    return int(size) if size.isascii() and size.isdigit() else 0
