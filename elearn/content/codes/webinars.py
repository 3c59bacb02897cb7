"""Codes about webinars and other events."""

from __future__ import annotations

from elearn.content.codes.code import Code, E, W

WEBINARS = {
    "W001": Code(
        E,
        "a time of an event cannot be read",
        "`starts` and `ends` are both times with their zone, or both days; `starts` alone may be a year, for what was "
        "held on a day that nobody wrote down.",
        "starts: 15 May",
        "starts: 2014-05-15T13:00Z",
    ),
    "W002": Code(
        E,
        "an event ends before it starts, or is too long to be true",
        "A call lasts at most twelve hours and a meeting at most a month. More is a slip in the day or the zone.",
        "ends: 2014-05-15T12:00Z",
        "ends: 2014-05-15T14:00Z",
    ),
    "W003": Code(
        E,
        "the name of the file has another day",
        "The files of events are named by their day in UTC, so that a folder of them is a calendar.",
        "2014-05-05-security.md",
        "2014-05-15-security.md",
    ),
    "W004": Code(
        E,
        "this weekday is another day",
        "People plan by the weekday. When it contradicts the date, half of them come on the wrong day.",
        "on Friday, 15 May 2014",
        "on Thursday, 15 May 2014",
    ),
    "W005": Code(
        W,
        "title or summary name another day",
        "A headline of 2014 said 5 May over a text that said 15 May. The text is right, the headline is what was read.",
        'title: "Webinar on 5 May"',
        'title: "Webinar on 15 May"',
    ),
    "W006": Code(
        E,
        "a channel cannot be read",
        "A channel is a language with its conference id, or with `id`, `phone` and `captions`.",
        'channels: {english: "1638"}',
        'channels: {en: "1638"}',
    ),
    "W007": Code(
        E,
        "two channels are one",
        "Whoever dials an id that two languages share hears one of them, and cannot know which.",
        'channels: {en: "1638", es: "1638"}',
        'channels: {en: "1638", es: "1738"}',
    ),
    "W008": Code(
        E,
        "an event names a topic or region that does not exist",
        "The message lists what there is: people choose by topic, and calendars by region.",
        "topic: securty",
        "topic: security",
    ),
    "W009": Code(
        E,
        "nobody reads why an event was cancelled or moved",
        "Whoever has it in the calendar sees that it is off. One sentence below `## Why <!-- #reason -->` says why, "
        "and what holds now.",
        "state: cancelled",
        "state: cancelled\n---\n\n## Why <!-- #reason -->\n\nThe presenter is ill. A new day will stand here.",
    ),
    "W010": Code(
        E,
        "a file elsewhere does not say how large it is",
        "People pay by volume. They see the size before they tap.",
        "[Slides](https://example.org/slides.pdf)",
        "[Slides (PDF, 1.2 MB)](https://example.org/slides.pdf)",
    ),
    "W011": Code(
        W,
        "a time of the agenda is outside the event",
        "The agenda is in UTC like everything else in the file; the page says so.",
        "- 15:00 Welcome",
        "- 13:00 Welcome",
    ),
    "W012": Code(
        E,
        "there is no standing line in this language",
        "The same lines serve for years. `_webinars/channels.md` has them once, and an event lists its languages.",
        "channels: [en, pt]",
        'channels: {en: "", pt: "1938"}',
    ),
    "W013": Code(
        W,
        "an event names a course that is not here",
        "The page of the event leads to the course for it. Without that course there is no link; the event stays.",
        "course: securty",
        "course: security",
    ),
}
