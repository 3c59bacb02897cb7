"""Files that people send in a page: how long they may be, and what to do with a longer one."""

from __future__ import annotations

from elearn.domain.sync import LARGEST_REQUEST
from elearn.exchange.csv_tables import Problem
from elearn.extensions.words import gettext as _
from elearn.web.template_words import number, size_text

# A page holds one of few threads and, while it writes, the database: more is the command line's business.
MOST_PEOPLE = 5_000
MOST_ON_ROSTER = 2_000
# The text of a roster travels in the page, so that it is chosen once.
MOST_ROSTER_BYTES = 500_000
# Bytes of the bodies of forms with a file in them; every other body is held to the application's limit.
BODIES = {
    "people.index": 8_000_000,
    "people.region": 8_000_000,
    "rosters.new": 8_000_000,
    "attendance_lists.new": 8_000_000,
    "sync.events": LARGEST_REQUEST,
    "sync.grants": 1_000,
    "imports.own": 21_000_000,
    "workshops.index": 21_000_000,
    "nodes.take": 21_000_000,
    "room.receipt": 8_100_000,
}
# Endpoints that read something else than forms, with the one type of content that they take.
MACHINE_TYPES = {"sync.events": "application/json", "sync.grants": "application/json"}


def find_excess(body: bytes, most: int) -> Problem | None:
    """That a file has more lines than a page takes beside its header: told before anything else of it is read."""
    lines = body.count(b"\n") + (not body.endswith(b"\n")) - 1
    return Problem(most + 2, "", "file-lines", str(lines)) if lines > most else None


def lines_sentence(most: int) -> str:
    """What to do with a file of too many lines."""
    return _("This page takes %(most)s lines at most. %(advice)s", most=number(most), advice=_advice())


def bytes_sentence(most: int) -> str:
    """What to do with a file of too many bytes."""
    return _("This page takes %(most)s at most. %(advice)s", most=size_text(most), advice=_advice())


def _advice() -> str:
    return _(
        "Split the file and keep its first line in each part, or give it to whoever runs this site: "
        "a command brings in all of it."
    )
