"""A page of the site with what an author wants around it: switches, problems in the margin, answers shown open."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from urllib.parse import urlencode

from markupsafe import Markup

DIRECTIONS = ("", "rtl", "ltr")
VIEWS = ("author", "learner", "answers")
_HTML = re.compile(r'(<html\b[^>]*\bdir=")(?:ltr|rtl)(")')
_IMAGE = re.compile(r"<img\b[^>]*>")
_ALT = re.compile(r'\balt="([^"]*)"')
_LINK = re.compile(r'(<(?:a|form)\b[^>]*\b(?:href|action)="/(?!media/|static/|/)[^"#?]*)(?=["#])')
_MAIN = re.compile(r"<main\b[^>]*>")
_BODY = re.compile(r"<body\b[^>]*>")


@dataclass(frozen=True, slots=True)
class Switches:
    """How a page is looked at: all of it in the address, so that links do and no script is needed."""

    dir: str = ""
    media: str = ""
    view: str = "author"

    @classmethod
    def read(cls, asked: Mapping[str, str]) -> Switches:
        """What is not understood is as if it were not there."""
        view = asked.get("view", "")
        direction = asked.get("dir", "")
        return cls(
            direction if direction in DIRECTIONS else "",
            "no" if asked.get("media") == "no" else "",
            view if view in VIEWS else "author",
        )

    def query(self, **change: str) -> str:
        """`?dir=rtl&view=answers`; nothing where everything is as usual."""
        wanted = {name: value for name, value in asdict(replace(self, **change)).items() if value}
        if wanted.get("view") == "author":
            del wanted["view"]
        return f"?{urlencode(wanted)}" if wanted else ""


def dress(
    page: str, switches: Switches, *, head: str, bar: str, top: str, places: Mapping[str, str], ends: Mapping[str, str]
) -> str:
    """The page with `head` in its head, `bar` above everything and `top` above its main part.

    `places` go to the start of the element with that id, `ends` to the end of a question; what has no such element on
    this page goes to the top.
    """
    lost: list[str] = []
    for key, html in places.items():
        changed = _at_start(page, key, html)
        lost += [html] if changed is None else []
        page = changed or page
    for key, html in ends.items():
        page = _at_end(page, key, html)
    page = _switched(page, switches)
    page = page.replace("</head>", f"{head}</head>", 1)
    page = _behind(_BODY, page, bar)
    beside = " pv-beside" if places else ""
    head_of_page = f'<div class="pv-head{beside}">{top}{"".join(lost)}</div>'
    return _MAIN.sub(lambda main: head_of_page + main[0], page, count=1)


def _behind(tag: re.Pattern[str], page: str, html: str) -> str:
    found = tag.search(page)
    return f"{page[: found.end()]}{html}{page[found.end() :]}" if found else html + page


def _at_start(page: str, key: str, html: str) -> str | None:
    found = re.search(
        rf'<(?:section\b[^>]*\bid="{re.escape(key)}"[^>]*|fieldset id="{re.escape(key)}".*?</legend)>', page, re.DOTALL
    )
    if found is None:
        found = re.search(rf'<dt\b[^>]*\bid="g-{re.escape(key)}".*?<dd\b[^>]*>', page, re.DOTALL)
    return f"{page[: found.end()]}{html}{page[found.end() :]}" if found else None


def _at_end(page: str, key: str, html: str) -> str:
    start = page.find(f'<fieldset id="{key}"')
    end = page.find("</fieldset>", start)
    return page if start < 0 or end < 0 else f"{page[:end]}{html}{page[end:]}"


def _switched(page: str, switches: Switches) -> str:
    if switches.dir:
        page = _HTML.sub(rf"\g<1>{switches.dir}\g<2>", page, count=1)
    if switches.media:
        page = _IMAGE.sub(_described, page)
    query = switches.query()
    return _LINK.sub(lambda link: link[1] + query.replace("&", "&amp;"), page) if query else page


def _described(image: re.Match[str]) -> str:
    """What somebody reads who gets no pictures. The text was escaped where it comes from."""
    alt = _ALT.search(image[0])
    return Markup('<span class="pv-alt">{}</span>').format(Markup(alt[1])) if alt and alt[1] else ""  # noqa: S704 - an attribute of our own page, escaped there
