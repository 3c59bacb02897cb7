"""Every blueprint of pages, in the order of the house: reading, learning, one's region, letters, groups that grow."""

from __future__ import annotations

from elearn.web import (
    accounts,
    admin,
    attempts,
    cards,
    catalogue,
    groups,
    join_links,
    learning,
    mail_links,
    media,
    moves,
    nudges,
    open_data,
    people,
    posts,
    practice,
    regions,
    search,
    site,
    trends,
)

READING = (site, catalogue, media, search, cards, practice)
LEARNING = (attempts, learning, accounts)
REGION = (regions, trends, open_data)
WRITING = (nudges, mail_links)
GROWING = (groups, join_links, moves, people, posts)
BLUEPRINTS = tuple(module.bp for module in (*READING, *LEARNING, *REGION, *WRITING, *GROWING, admin))
