"""Slips in webinars and other events."""

from __future__ import annotations

from tests.content.trees import BASE, Files, changed

E = "_webinars/2026-12-03-addresses.md"
EVENT = """\
---
type: webinar
id: webinar-addresses
title: "Addresses where you live"
summary: "One hour with one phone."
starts: 2026-12-03T13:00Z
ends: 2026-12-03T14:00Z
topic: addresses
course: ip
presenters: {"Ama Diop": "her own network"}
channels: {en: "1638", es: "1738"}
---

## Agenda <!-- #agenda -->

- 13:00 Welcome
"""
CALENDAR: Files = {**BASE, E: EVENT}


def event(old: str, new: str) -> Files:
    return changed(E, old, new, CALENDAR)


WEBINARS: list[tuple[str, Files, str, int, int]] = [
    ("F006", event("topic:", "topics:"), E, 8, 1),
    ("F007", event("topic:", "kind: party\ntopic:"), E, 8, 7),
    ("F007", event('{"Ama Diop": "her own network"}', "Ama Diop"), E, 10, 13),
    ("F008", event("starts: 2026-12-03T13:00Z\n", ""), E, 1, 1),
    ("F008", event("ends: 2026-12-03T14:00Z\n", ""), E, 6, 1),
    ("F009", event("T13:00Z", "T13:00"), E, 6, 9),
    ("S002", event("topic:", "join: javascript:alert(1)\ntopic:"), E, 8, 7),
    ("S002", event('es: "1738"', "es: {captions: http://example.org}"), E, 11, 28),
    ("W001", event("2026-12-03T13:00Z", "3 December"), E, 6, 9),
    ("W001", event("2026-12-03T14:00Z", "2026-12-03"), E, 7, 7),
    ("W001", event("2026-12-03T13:00Z", "2026-02-30"), E, 6, 9),
    ("W001", event("2026-12-03T13:00Z", "2026-13-03T13:00Z"), E, 6, 9),
    ("W001", event("2026-12-03T13:00Z", "2206-12-03T13:00Z"), E, 6, 9),
    ("W001", event("2026-12-03T14:00Z", "0001-01-01T14:00Z"), E, 7, 7),
    ("W002", event("T14:00Z", "T12:00Z"), E, 7, 7),
    ("W002", event("T14:00Z", "T13:00Z"), E, 7, 7),
    ("W002", event("2026-12-03T14:00Z", "2027-12-03T14:00Z"), E, 7, 7),
    ("W003", event("2026-12-03T13:00Z", "2026-12-02T23:00-02:00") | {E: EVENT.replace("03T", "04T")}, E, 6, 9),
    ("W004", event("One hour", "On Friday, 3 December 2026, one hour"), E, 5, 14),
    ("W004", event("- 13:00 Welcome", "On Friday, 3 December: welcome"), E, 16, 4),
    ("W005", event("Addresses where", "On 13 December: addresses where"), E, 4, 8),
    ("W006", event("{en:", "{english:"), E, 11, 12),
    ("W006", event("{en:", "{xx:"), E, 11, 12),
    ("W006", event("topic:", "spoken: [English]\ntopic:"), E, 8, 10),
    ("W006", event('es: "1738"', "es: {number: 1738}"), E, 11, 28),
    ("W007", event('es: "1738"', 'es: "1638"'), E, 11, 28),
    ("W008", event("topic: addresses", "topic: adresses"), E, 8, 8),
    ("W013", event("course: ip", "course: ipv6"), E, 9, 9),
    ("W008", event("topic:", "regions: [AFRICA]\ntopic:"), E, 8, 11),
    ("W009", event("topic:", "state: cancelled\ntopic:"), E, 8, 8),
    ("W010", event("Welcome", "[Slides](https://example.org/slides.pdf)"), E, 16, 18),
    ("W011", event("13:00 Welcome", "14:30 Welcome"), E, 16, 3),
    ("W012", event('{en: "1638", es: "1738"}', "[en]"), E, 11, 12),
]
