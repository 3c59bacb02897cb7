"""A tree of 840 course files to measure the compiler with: 120 sources in English, each in six translations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

from elearn.content.compiler import check_tree
from elearn.content.files import memory_tree
from elearn.content.translation import source_hashes
from tests.bench.lessons import LANGUAGES, NAMES, TERMS, Writer, lesson_body, quiz_body

COURSES, MODULES, LESSONS, PATHS = 4, 4, 5, 3
TODAY = date(2026, 11, 22)
RULER = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 336 96"><title>Two rulers</title><path d="M8 8h80"/></svg>\n'
)
Stamps = Mapping[str, Mapping[str, str]]


def make_tree() -> dict[str, str]:
    """Path below the root -> text: 4 courses of 4 modules of 5 lessons and a quiz, 3 paths, a glossary; 840 files and
    a picture for each module. Every twentieth piece of a translation is out of date.
    """
    sources = dict(_files("en", {}))
    checked = check_tree(memory_tree(sources), languages=LANGUAGES, today=TODAY)
    stamps = {inside: source_hashes(page) for inside, page in checked.library.pages.items()}
    files = sources | _pictures()
    for language in LANGUAGES[1:]:
        files |= dict(_files(language, stamps))
    return files


def write_tree(folder: Path) -> Path:
    """The tree on disk; the root to compile."""
    for inside, text in make_tree().items():
        path = folder / inside
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def _pictures() -> dict[str, str]:
    return {f"course-{c}/module-{m}/media/ruler.svg": RULER for c in range(COURSES) for m in range(MODULES)}


def _files(language: str, stamps: Stamps) -> Iterator[tuple[str, str]]:
    for inside, kind, number in _places():
        yield _named(inside, language), _text(inside, kind, number, language, stamps.get(inside, {}))


def _named(inside: str, language: str) -> str:
    return inside if language == "en" else f"{inside.removesuffix('.md')}.{language}.md"


def _places() -> Iterator[tuple[str, str, int]]:
    """The place, type and number of every source file."""
    yield "glossary.md", "glossary", 0
    yield from ((f"_paths/path-{number}.md", "path", number) for number in range(PATHS))
    for course in range(COURSES):
        yield f"course-{course}/course.md", "course", course
        for module in range(MODULES):
            folder = f"course-{course}/module-{module}"
            yield f"{folder}/module.md", "module", course * MODULES + module
            first = (course * MODULES + module) * LESSONS
            yield from ((f"{folder}/lesson-{n}.md", "lesson", first + n) for n in range(LESSONS))
            yield f"{folder}/last-quiz.md", "quiz", course * MODULES + module


def _text(inside: str, kind: str, number: int, language: str, stamps: Mapping[str, str]) -> str:
    writer = Writer(language, inside)
    fresh = {
        key: "00000000" if key and writer.random("stale", key).random() < 0.05 else stamp
        for key, stamp in stamps.items()
    }
    identity = {"glossary": "glossary"}.get(kind, f"{kind}-{number}")
    head = [f"type: {kind}", f"id: {identity}"] if language == "en" else [f"translation: {identity}"]
    head += [f'source: "{fresh[""]}"'] if fresh else []
    head += [f'title: "{writer.title()}"', f'summary: "{writer.sentence("summary")}"']
    if kind == "lesson":
        head += ["objectives:", *(f'  goal-{number}-{n}: "{writer.sentence("goal", n)}"' for n in range(2))]
    if language == "en":
        head += _facts(kind, number)
    return "\n".join(["---", *head, "---", "", _body(writer, kind, number, fresh)])


def _facts(kind: str, number: int) -> list[str]:
    """What only a source file says."""
    if kind == "course":
        return ["lang: en", f"order: {number + 1}", f"modules: [{', '.join(f'module-{n}' for n in range(MODULES))}]"]
    if kind == "module":
        return [f"lessons: [{', '.join(f'lesson-{n}' for n in range(LESSONS))}, last-quiz]"]
    if kind == "path":
        return [f"steps: [{', '.join(f'lesson-{number * 20 + n}' for n in range(4))}]"]
    return {"lesson": ["minutes: 5", "reviewed: 2026-11"], "glossary": ["lang: en"]}.get(kind, [])


def _body(writer: Writer, kind: str, number: int, stamps: dict[str, str]) -> str:
    if kind == "lesson":
        return lesson_body(writer, number, stamps)
    if kind == "quiz":
        return quiz_body(writer, number * LESSONS, stamps)
    if kind == "course":
        stamp = stamps.get("_intro", "")
        return f"<!-- #_intro{f' @{stamp}' if stamp else ''} -->\n{writer.paragraph('intro')}\n"
    return "\n".join(_term(writer, n, stamps) for n in range(len(TERMS))) if kind == "glossary" else ""


def _term(writer: Writer, number: int, stamps: dict[str, str]) -> str:
    name, stamp = TERMS[number], stamps.get(TERMS[number], "")
    marker = f'#{name}{f" @{stamp}" if stamp else ""} forms="{NAMES[number]}"'
    head = f"## {NAMES[number]}: {writer.title(name)} <!-- {marker} -->"
    return f"{head}\n\n{writer.sentence(name)}\n"
