"""Every blueprint of pages: reading, learning, one's region, letters, groups that grow, who is ready."""

from __future__ import annotations

from elearn.web import (
    accounts,
    admin,
    attempts,
    cards,
    catalogue,
    groups,
    held_sessions,
    join_links,
    learning,
    mail_links,
    media,
    members,
    moves,
    nudges,
    open_data,
    people,
    posts,
    practice,
    programmes,
    quarters,
    regions,
    rosters,
    search,
    site,
    topics,
    trends,
    upkeep,
)

READING = (site, catalogue, media, search, cards, practice)
LEARNING = (attempts, learning, accounts)
REGION = (regions, members, trends, quarters, open_data)
WRITING = (nudges, mail_links)
GROWING = (groups, join_links, moves, people, posts)
ELIGIBILITY = (programmes, rosters, held_sessions, topics)
BLUEPRINTS = tuple(
    module.bp for module in (*READING, *LEARNING, *REGION, *WRITING, *GROWING, *ELIGIBILITY, admin, upkeep)
)
