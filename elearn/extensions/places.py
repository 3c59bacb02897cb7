"""What places are called, where there may be no request: a time zone by its city."""

from __future__ import annotations

from babel import Locale

# Names by which CLDR still knows these.
_OLD_NAMES = {
    "America/Argentina/Buenos_Aires": "America/Buenos_Aires",
    "Asia/Kathmandu": "Asia/Katmandu",
    "Asia/Kolkata": "Asia/Calcutta",
    "Asia/Yangon": "Asia/Rangoon",
}


def city_name(zone: str, locale: str) -> str:
    """The city of a time zone in this language (CLDR exemplar cities)."""
    known = Locale.parse(locale).time_zones.get(_OLD_NAMES.get(zone, zone)) or {}
    return str(known.get("city") or zone.rpartition("/")[2].replace("_", " "))
