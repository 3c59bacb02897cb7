"""What `elearn new` writes: files to begin with, that pass the check as they are and say what to write where."""

from __future__ import annotations

import json
from collections.abc import Container, Mapping

from elearn.content.diagnostics import Findings
from elearn.content.frontmatter import Fields, Items, Scalar, read_front_matter
from elearn.content.schema import MAX_ID, RESERVED
from elearn.content.slugs import suggested_id
from elearn.content.source import Source

KINDS = ("course", "module", "lesson", "quiz")
# Where a file of each kind is listed: the file, and its key.
LISTING: Mapping[str, tuple[str, str]] = {
    "module": ("course.md", "modules"),
    "lesson": ("module.md", "lessons"),
    "quiz": ("module.md", "lessons"),
}
_BODIES: Mapping[str, str] = {
    "course": """\
type: course
id: {id}
lang: {lang}
title: {title}
summary: "One sentence: what is this course about, and for whom?"
modules: []
---

<!-- #_intro -->
Say in two or three sentences who the course is for and what they can do after it. Then replace the summary above.
""",
    "module": """\
type: module
id: {id}
title: {title}
summary: "One sentence: what does this part of the course answer?"
lessons: []
---
""",
    "lesson": """\
type: lesson
id: {id}
title: {title}
summary: "One sentence: what does the reader know afterwards?"
minutes: 5
---

<!-- #_intro -->
Begin with something that the reader can use at once. A lesson takes about five minutes.

## The first thing to know <!-- #the-first-thing -->

Write one idea per section, in short sentences, and leave an empty line between paragraphs. The comment behind a
heading is its key: progress and translations hang on it. Change the heading as you like and leave the key alone.

> [!TIP]
> A call-out is for the one thing that nobody should miss.

## What to do today <!-- #what-to-do -->

End with one small step that the reader can take with a phone.
""",
    "quiz": """\
type: quiz
id: {id}
title: {title}
pass: 70%
---

# Questions <!-- #questions -->

## Which of these two is right? <!-- #which-of-these -->

- (x) The answer with an x between the brackets <!-- #a -->
  > Say why it is right.
- ( ) The answer with a space between the brackets <!-- #b -->
  > Say kindly what somebody who chose this has mixed up.

> What stands here is told to everybody, whatever they answered.
""",
}


def new_file(kind: str, *, identity: str, title: str, language: str) -> str:
    """The text of a file to begin with."""
    return "---\n" + _BODIES[kind].format(id=identity, title=quoted(title), lang=language)


def quoted(text: str) -> str:
    """A value of the front matter that stays text whatever is in it (JSON's strings are YAML's)."""
    return json.dumps(" ".join(text.split()), ensure_ascii=False)


def title_of(slug: str) -> str:
    """`what-is-dns` -> `What is dns`: a start, for the author to better."""
    return slug.replace("-", " ").capitalize()


def free_id(inside: str, slug: str, taken: Container[str]) -> str:
    """An id for a file at this place that no file has, and none had that left keys behind."""
    base = suggested_id(inside, slug)
    identity, number = base, 2
    while identity in taken or identity in RESERVED:
        identity, number = f"{base[: MAX_ID - 4].rstrip('-')}-{number}", number + 1
    return identity


def add_to_list(listing: Source, key: str, name: str) -> str | None:
    """The text of course.md or module.md with one more name at the end of its list: one line changes or is added.

    The same text when the list has the name already; None when the front matter cannot be read.
    """
    front = read_front_matter(listing, Findings())
    if not front.intact or front.quoted:
        return None
    lines = list(listing.lines)
    node = front.fields.values.get(key)
    if isinstance(node, Items) and node.values:
        _append(lines, node, name)
    elif key in front.fields.keys:
        lines[front.fields.keys[key].line - 1] = f"{key}: [{name}]"
    else:
        lines.insert(_last_line(front.fields), f"{key}: [{name}]")
    return "\n".join(lines) + "\n"


def _append(lines: list[str], node: Items, name: str) -> None:
    if any(isinstance(item, Scalar) and item.value == name for item in node.values):
        return
    last = node.values[-1].place
    line, start = lines[last.line - 1], last.column - 1
    if line[:start].strip() == "-":
        lines.insert(last.line, f"{line[:start]}{name}")
    else:
        end = start + last.width
        lines[last.line - 1] = f"{line[:end]}, {name}{line[end:]}"


def _last_line(fields: Fields) -> int:
    """The line behind which another key can stand: the last one of the top level that has a plain value."""
    plain = [node.place.line for node in fields.values.values() if isinstance(node, Scalar)]
    return max(plain, default=1)
