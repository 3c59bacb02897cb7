"""Passages as a gettext catalogue (PO), which every translation tool reads. Stale ones are marked fuzzy.

The context of a message is the name of its passage; a comment holds the print of the translation that was sent.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from datetime import datetime

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import PoFileError, read_po, write_po

from elearn.domain.passages import Passage, Returned, ReturnedFile, State, Unreadable
from elearn.exchange.passage_limits import check_size, keep_whole

PRINT = "sent as "
# What gettext calls a language where it is not our code.
LOCALES = {"zh": "zh_Hans"}
# Babel marks what looks like a pattern of Python, such as `50 % of`; in a course nothing is one.
PATTERNS = frozenset({"python-format", "python-brace-format"})

# Babel would take the text without its last letter.
OPEN = re.compile(rb'(?:msg[a-z_0-9\[\]]+\s*)?"(?!(?:[^"\\]|\\.)*"\s*$)')


def write_passages(passages: Iterable[Passage], *, language: str, now: datetime) -> bytes:
    """The catalogue in UTF-8. The same passages at the same time give the same bytes."""
    catalog = Catalog(
        locale=LOCALES.get(language, language),
        project="courses",
        version="1",
        copyright_holder="",
        header_comment="# The context of each message names its place; keep it. Texts are Markdown.",
        creation_date=now,
        revision_date=now,
        last_translator="nobody yet <nobody@example.org>",
        language_team=f"{language} <nobody@example.org>",
        fuzzy=False,
    )
    for passage in passages:
        comments = [part for part in (passage.hint, f"{PRINT}{passage.print}" if passage.print else "") if part]
        path, _, line = passage.place.rpartition(":")
        locations = [(path, int(line))] if path else []
        message = Message(passage.source, passage.target, locations, auto_comments=comments, context=passage.name)
        message.flags -= PATTERNS
        message.flags |= {"fuzzy"} if passage.target and passage.state is State.STALE else set()
        catalog[passage.source] = message
    body = io.BytesIO()
    write_po(body, catalog, width=0, sort_output=False)
    return body.getvalue()


def read_passages(body: bytes) -> ReturnedFile:
    """The passages that came back. Raises Unreadable for a file that is no catalogue, and for one that is too large."""
    check_size(body)
    body = body.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n")
    for number, line in enumerate(body.split(b"\n"), 1):
        if OPEN.match(line):
            raise Unreadable("po", "a quotation mark is not closed", number)
    try:
        catalog = read_po(io.BytesIO(body), abort_invalid=True)
    except PoFileError as error:
        raise Unreadable("po", str(error.args[0]), (error.lineno or -1) + 1) from error
    except (ValueError, LookupError, TypeError, AttributeError) as error:  # the library's, for damaged headers
        raise Unreadable("po", str(error)) from error
    language = (catalog.locale_identifier or "").replace("-", "_").partition("_")[0].lower()
    found = (_returned(message) for message in catalog if message.id)
    return ReturnedFile(language, keep_whole(one for one in found if one))


def _returned(message: Message) -> Returned | None:
    if not message.context or not isinstance(message.id, str) or not isinstance(message.string, str):
        return None
    comments = [*message.auto_comments, *message.user_comments]
    prints = (found[1] for line in comments if (found := re.search(rf"{PRINT}([0-9a-f]{{8}})\b", line)))
    return Returned(message.context, message.id, message.string, not message.fuzzy, next(prints, ""))
