"""Every blueprint of pages: reading, learning, one's region, letters, groups that grow, who is ready."""

from __future__ import annotations

from elearn.web import (
    accounts,
    admin,
    attempts,
    attendance,
    attendance_lists,
    cards,
    catalogue,
    devices,
    erasure,
    feedback,
    groups,
    held,
    held_sessions,
    imports,
    join_links,
    learning,
    mail_links,
    mailings,
    media,
    members,
    moves,
    newsletter,
    nudges,
    offline,
    open_data,
    own_calendar,
    own_webinars,
    packs,
    people,
    posts,
    practice,
    programmes,
    quarters,
    regions,
    room,
    rosters,
    search,
    site,
    subscriptions,
    topics,
    trends,
    upkeep,
    webinar_feeds,
    webinars,
    workshops,
)

READING = (site, catalogue, packs, media, search, cards, practice, offline, webinars, webinar_feeds)
LEARNING = (attempts, learning, imports, accounts, devices, erasure, own_webinars, own_calendar, feedback)
WORKSHOP = (room, workshops)
REGION = (regions, members, trends, quarters, open_data)
WRITING = (nudges, mail_links, newsletter, subscriptions, mailings)
GROWING = (groups, join_links, moves, people, posts)
ELIGIBILITY = (programmes, rosters, attendance, attendance_lists, held_sessions, topics)
BLUEPRINTS = tuple(
    module.bp
    for module in (*READING, *LEARNING, *REGION, *WRITING, *GROWING, *ELIGIBILITY, *WORKSHOP, admin, upkeep, held)
)
