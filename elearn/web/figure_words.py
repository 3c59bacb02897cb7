"""Key figures by their names in the reader's language, each with what it means."""

from __future__ import annotations

from elearn.domain.figures import ON_THE_WAY, PROCESS, RESULTS, SHARES, Value
from elearn.extensions.words import gettext as _
from elearn.web.template_words import percent


def headings() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """(heading, keys of its figures) in the order in which they are shown."""
    return ((_("Results"), RESULTS), (_("On the way there"), ON_THE_WAY), (_("What was done for it"), PROCESS))


def figure_words() -> dict[str, tuple[str, str]]:
    """(title, definition) by key."""
    return _results() | _on_the_way() | _process()


def value_text(key: str, value: Value) -> str:
    if value is None:
        return "–"
    return percent(float(value)) if key in SHARES else str(int(value))


def _results() -> dict[str, tuple[str, str]]:
    return {
        "finished": (
            _("Courses finished"),
            _("Every lesson is done and every graded quiz passed. A member counts once for each course."),
        ),
        "begun": (
            _("Courses begun"),
            _("A lesson is done, a quiz sent or a webinar attended. A member counts once for each course."),
        ),
        "share": (_("Finished of those begun"), _("Courses finished, divided by courses begun.")),
    }


def _on_the_way() -> dict[str, tuple[str, str]]:
    return {
        "nobody": (
            _("Groups with nobody yet"),
            _("Groups of the region without a single member, not even an invited one."),
        ),
        "unstarted": (
            _("Groups where nobody has started"),
            _("There are members, and none of them has begun any course."),
        ),
        "members": (
            _("Members"),
            _("People in the groups of the region and its individual members, the invited too."),
        ),
        "invited": (
            _("Invitations not yet accepted"),
            _("Members who were invited and have no account so far."),
        ),
        "stalled": (_("Courses stalled"), _("Begun, not finished, and nothing done for 30 days or more.")),
    }


def _process() -> dict[str, tuple[str, str]]:
    return {
        "sessions": (
            _("Sessions held"),
            _("Sessions with a facilitator's guide that groups of the region reported, by the day of the session."),
        ),
        "reached": (_("People reached"), _("People who came to each of these sessions, added up.")),
        "newcomers": (
            _("Newcomers mentored"),
            _(
                "People who came into a group of the region as their first group, by invitation, join link or sign-up, "
                "and began a course within 60 days."
            ),
        ),
        "translated": (
            _("Words translated"),
            _("Up-to-date translated words of all courses and languages. This figure is for the whole site."),
        ),
    }
