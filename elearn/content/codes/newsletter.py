"""Codes about issues of the newsletter."""

from __future__ import annotations

from elearn.content.codes.code import Code, E, W

NEWSLETTER = {
    "M001": Code(
        E,
        "an issue does not say on which day it comes out, or its file name has another month",
        "The files are named by year and month, so that the folder is the archive. `issued:` is the day.",
        "issued: May 2014",
        "issued: 2014-05-12",
    ),
    "M002": Code(
        E,
        "a newsletter has no such section",
        "Readers know where to look: an interview, the coming webinar, recordings, travel, courses. The key begins "
        "with one of these words; the heading says what you like.",
        "## Upcoming event <!-- #upcoming-event -->",
        "## Upcoming event <!-- #webinar -->",
    ),
    "M003": Code(
        E,
        "nobody reads whose interview this is",
        "An interview that is retold names whom it was held with. The page and the letter show the name below it.",
        "title: ...",
        'title: ...\ninterviewed: "Olivier Crépin-Leblond"',
    ),
    "M004": Code(
        W,
        "an issue is too long for a letter",
        "A letter has at most 30 KB with its text and its HTML. A longer one goes out as text without HTML, and one "
        "that is still too long with its titles and a link.",
    ),
    "M005": Code(
        E,
        "a newsletter shows no pictures, recordings or questions",
        "Mail programs would have to load them from somewhere, which tells that somewhere who reads. Link to the "
        "lesson that has them.",
        "![London](media/london.png)",
        "[London in pictures](../start/london.md)",
    ),
    "M006": Code(
        W,
        "a heading says another number than its text",
        "A headline of 2014 said 5 May over a text that said 15 May. The headline is what people wrote down.",
        "## Webinar on 5 May <!-- #webinar -->\n\nIt is on 15 May, 13:00 UTC.",
        "## Webinar on 15 May <!-- #webinar -->\n\nIt is on 15 May, 13:00 UTC.",
    ),
}
