"""What became of a result code, as sentences."""

from __future__ import annotations

from collections.abc import Mapping

from elearn.extensions.words import gettext as _
from elearn.extensions.words import ngettext


def result_sentences() -> dict[str, str]:
    """What is wrong with a code or file and what to do."""
    return {
        "result-empty": _("Paste a result code, or choose the file that was saved."),
        "result-foreign": _("This is no result code. It begins with EL1. Copy it again from the course, all of it."),
        "result-cut-off": _("The end of this code is missing. Copy it again, down to the full stop, or send the file."),
        "result-damaged": _("A part of this code was changed on its way. Copy it again, or send the file."),
        "result-too-large": _("This is more than a course can hold. Nothing was taken in."),
        "result-newer": _("This comes from a newer version of the courses than this site knows. Keep it for later."),
        "result-kind": _("This holds things that no course notes down. Nothing was taken in."),
        "result-other": _("These answers were given by another person, signed in on this site. Nothing was taken in."),
    }


def taken_sentences(told: Mapping[str, str]) -> list[str]:
    """What an address says was taken in; nothing for one that nobody of us wrote."""
    counts = [told.get(name, "") for name in ("new", "hers", "claimed")]
    if not all(text.isascii() and text.isdigit() and len(text) < 5 for text in counts):
        return []
    new, hers, claimed = map(int, counts)
    sentences = [ngettext("%(num)d thing is taken in.", "%(num)d things are taken in.", new)]
    if hers:
        sentences.append(ngettext("%(num)d was there already.", "%(num)d were there already.", hers))
    if claimed:
        sentences.append(
            ngettext(
                "%(num)d is held: it was handed in for somebody else before. An administrator will look at it.",
                "%(num)d are held: they were handed in for somebody else before. An administrator will look at them.",
                claimed,
            )
        )
    return sentences
