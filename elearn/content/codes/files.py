"""Codes about files, their names, their characters and their front matter."""

from __future__ import annotations

from elearn.content.codes.code import Code, E, H, W

FRONT_MATTER = {
    "F001": Code(
        E,
        "no front matter",
        "Every file begins with a block between two lines `---` that says what it is: type, id, title.",
        "# Reading an IPv6 address",
        '---\ntype: lesson\nid: ipv6-addresses\ntitle: "Reading an IPv6 address"\n---',
    ),
    "F002": Code(
        E,
        "front matter is never closed",
        "The block at the top ends with a line `---`. Without it the text cannot be told from the keys.",
        '---\ntitle: "Addresses"\n\nEvery device …',
        '---\ntitle: "Addresses"\n---\n\nEvery device …',
    ),
    "F003": Code(
        E,
        "front matter is not valid YAML",
        "A colon, a hash sign or an asterisk means something to YAML. In double quotes everything is plain text. "
        "`elearn fmt` puts the quotes.",
        "title: DNS: the basics",
        'title: "DNS: the basics"',
    ),
    "F004": Code(E, "a key appears twice", "Only one of the two values could be used. Keep the right one."),
    "F005": Code(
        E,
        "anchors, aliases, tags and several documents are not allowed",
        "These parts of YAML can make a short file grow without end, and no course needs them.",
        "title: *name",
        'title: "*name"',
    ),
    "F006": Code(
        E,
        "unknown key",
        "A misspelt key would be ignored without a word. The message lists what is possible in this kind of file.",
        'tittle: "Addresses"',
        'title: "Addresses"',
    ),
    "F007": Code(
        E,
        "a value has the wrong form",
        "Numbers, months, percentages and choices have one way of writing each.",
        "minutes: ten",
        "minutes: 10",
    ),
    "F008": Code(
        E,
        "a key is missing",
        "Without an id nothing can be stored about a page; without a title nobody can find it. `elearn fmt` adds ids.",
    ),
    "F009": Code(
        E,
        "`date` needs a time zone",
        "A webinar has people in all zones. The page shows the time in UTC, so the file says which zone it means: Z "
        "for UTC, or the hours ahead of it.",
        "date: 2014-06-18T21:00",
        "date: 2014-06-18T21:00Z",
    ),
    "F010": Code(
        W,
        "reviewed more than 24 months ago",
        "Facts about the Internet age. Read the lesson again, correct it, then set `reviewed` to this month.",
    ),
    "F011": Code(
        W,
        "a fact was to be checked again by now",
        "A dated fact names its source and the day of the next check. Look it up there; then change `text`, "
        "`as_of` and "
        "`review_by`.",
    ),
    "F012": Code(
        E,
        "file or front matter is too large",
        "A file holds at most 64 KiB and its front matter 16 KiB. A lesson of that size would be unreadable on "
        "a phone.",
    ),
    "F013": Code(E, "front matter is nested too deeply", "Eight levels are more than any key needs."),
    "F014": Code(
        E,
        "this key is not used here, on purpose",
        "An attempt begins when the answers are sent. People may try again as often as they like, without a clock, and "
        "the best result counts: nobody loses a course to a bad line. So a quiz has no `time`, `attempts` or "
        "`expires`.",
        "time: 20",
        "",
    ),
}

NAMES = {
    "N001": Code(
        E,
        "file name has other characters than a-z, 0-9 and hyphen",
        "Names are part of links and are typed on all keyboards and file systems.",
        "Reading IPv6.md",
        "reading-ipv6.md",
    ),
    "N002": Code(
        E,
        "the part behind the dot is no language of this site",
        "`name.fr.md` is the French translation of `name.md`. No other dots are possible in a name.",
        "addresses.quiz.md",
        "addresses-quiz.md",
    ),
    "N003": Code(
        E,
        "a list names something that does not exist",
        "`modules:` lists folders, `lessons:` lists file names without `.md`, `requires:` and `steps:` list ids.",
        "lessons: [adresses]",
        "lessons: [addresses]",
    ),
    "N004": Code(
        W,
        "file is not listed, learners cannot see it",
        "The list in module.md is the only place that says what belongs to a module and in which order.",
    ),
    "N005": Code(E, "listed twice", "A lesson has one place in the order. Keep one of the two."),
    "N007": Code(E, "symbolic links are not read", "A link could lead out of the courses. Put the file itself there."),
    "N008": Code(
        H,
        "this file belongs to no course",
        "A course is a folder with course.md; its modules are folders with module.md; lessons stand in those.",
    ),
    "N009": Code(
        W,
        "a path has too few or too many steps",
        "A path leads somebody with one intention through three to five evenings. "
        "Fewer need no path; more are a course.",
        "steps: [start-what-is-this]",
        "steps: [start-what-is-this, start-joining-a-call, start-not-drowning]",
    ),
    "N010": Code(
        W,
        "a step of a path takes more than an hour",
        "A step is done in one sitting. List some lessons of the module instead of all of it.",
    ),
    "N011": Code(
        E,
        "`moved:` leads to something that does not exist",
        "Links from outside lead to a lesson long after it is gone. Its old address says where to go instead: to a "
        "lesson, a quiz or a course, by the id. When that one goes too, change the line.",
        "moved:\n  dial-up: brodband",
        "moved:\n  dial-up: broadband",
    ),
    "N012": Code(
        E,
        "`moved:` names something that is still here, or has moved already",
        "A page that is still here needs no successor, and a page that is gone has one.",
    ),
    "N013": Code(
        W,
        "`moved:` names something that never was",
        "Every id that a course ever had stands in its `.keys`. This one is not there, so no link can lead to it.",
        "moved:\n  dail-up: broadband",
        "moved:\n  dial-up: broadband",
    ),
}

CHARACTERS = {
    "U001": Code(
        E, "not UTF-8", "Every letter of every language has its place in UTF-8. Save the file again with that."
    ),
    "U002": Code(
        W,
        "characters are not in NFC",
        "The same letter can be stored in two ways; NFC is the one that all programs compare. `elearn fmt` converts.",
    ),
    "U003": Code(
        E,
        "hidden direction override",
        "These characters make a line look different from what it says. Arabic text needs none of them: the page "
        "isolates Latin words by itself. The marks LRM and RLM are allowed.",
    ),
    "U004": Code(
        W, "invisible character in a typed answer", "Nobody can type it, so the right answer would be refused."
    ),
    "U005": Code(E, "control character", "It has no meaning in a text and comes from a broken copy. Delete it."),
}
