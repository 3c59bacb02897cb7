"""What can go wrong in a use case, as classes that carry data. `web/errors.py` gives each a status and a sentence."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # every command imports the errors, and few of them the rules of corrections
    from elearn.domain.corrections import KeyChange


class ElearnError(Exception):
    """The parent of every error that a person can be told about."""


class NotFound(ElearnError):
    """`what` with this `identifier` does not exist, or is out of the asker's scope (the two look alike on purpose)."""

    def __init__(self, what: str, identifier: str) -> None:
        super().__init__(f"no {what} `{identifier}`")
        self.what = what
        self.identifier = identifier


class Gone(ElearnError):
    """It was published once and is not any more; `successor` is the address part to go to, or empty."""

    def __init__(self, what: str, identifier: str, successor: str = "") -> None:
        super().__init__(f"{what} `{identifier}` is gone")
        self.what = what
        self.identifier = identifier
        self.successor = successor


class Refused(ElearnError):
    """A form cannot be taken. `problems` maps a field to the code of a sentence in `web/messages.py`."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__(", ".join(f"{field}: {code}" for field, code in problems.items()))
        self.problems = dict(problems)


class Undecided(ElearnError):
    """Answers were given to questions whose key is another one now, and nobody has said what happens to them.

    `changes` are those questions, with what each decision would do.
    """

    def __init__(self, changes: Collection[KeyChange]) -> None:
        super().__init__(f"undecided: {', '.join(change.name for change in changes)}")
        self.changes = tuple(changes)


class Forbidden(ElearnError):
    """The person is known and may not do this, and that it exists is no secret."""


class NotGranted(ElearnError):
    """A machine showed no grant, or one that is not good. `why` is the code it is told: `grant_missing`,
    `grant_unknown`, `grant_expired`, `grant_revoked`.
    """

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Throttled(ElearnError):
    """Too many tries; the next one is heard in `retry_after` whole seconds."""

    def __init__(self, retry_after: int) -> None:
        super().__init__(f"try again in {retry_after} s")
        self.retry_after = retry_after


class Unavailable(ElearnError):
    """The site cannot answer now: database locked, gone, or not migrated. `why` is a code, never a secret."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Unfit(ElearnError):
    """A file or a place cannot be used for what an operator wants. `why` is a code, `detail` what it is about.

    Whoever raises it has changed nothing.
    """

    def __init__(self, why: str, detail: str = "") -> None:
        super().__init__(f"{why}: {detail}" if detail else why)
        self.why = why
        self.detail = detail
