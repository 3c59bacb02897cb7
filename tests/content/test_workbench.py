"""A workbench that has seen many versions of a tree says of each what a compiler says that sees only this one."""

from __future__ import annotations

import os
from collections import Counter
from datetime import date
from pathlib import Path
from random import Random

import pytest

from elearn.content.compiler import check_tree, compile_tree
from elearn.content.files import memory_tree, read_tree
from elearn.content.release import encode_course, encode_paths, encode_terms
from elearn.content.workbench import KeptFiles, Workbench
from tests.content.trees import (
    BASE,
    GLOSSARY,
    LANGUAGES,
    LESSON,
    LESSON_FR,
    LF,
    QUIZ,
    QUIZ_FR,
    SVG,
    TODAY,
    C,
    Files,
    G,
    L,
    M,
    Q,
)

QF, GF = "ip/addresses/quiz.fr.md", "glossary.fr.md"
PICTURE = "ip/addresses/media/rulers.svg"
FRENCH_TERMS = '---\ntranslation: glossary\ntitle: "Glossaire"\n---\n\n## Double pile <!-- #dual-stack -->\n\nDeux.\n'
START: Files = {**BASE, LF: LESSON_FR, QF: QUIZ_FR, GF: FRENCH_TERMS}
# What may happen to a tree: to which file, and which words of it become which.
EDITS: tuple[tuple[str, str, str], ...] = (
    (L, "Every device", "Each device"),
    (L, "32 bits", "48 bits"),
    (L, "#lengths", "#sizes"),
    (L, "<!-- #lengths -->", "<!-- #sizes was=lengths -->"),
    (L, "<!-- #short -->", ""),
    (L, "Drop the zeros", "Drop the [zeros](gloss:icann)"),
    (L, "Drop the zeros", "Drop the [zeros](gloss:nothing)"),
    (L, "Drop the zeros", "See [the quiz](quiz.md#bits)"),
    (L, "size:", "length:"),
    (L, "media/rulers.svg", "media/gone.svg"),
    (L, "2026-11", "2020-01"),
    (L, "id: ip-reading", "id: ip-other"),
    (LF, "Les anciennes", "Les vieilles"),
    (LF, "32 bits", "33 bits"),
    (LF, "## Plus court <!-- #short -->", "## Plus court"),
    (LF, "`2001:db8::1`", "l'adresse"),
    (LF, "# ", "# [x](http://x) "),
    (Q, "- (x) 128", "- ( ) 128"),
    (Q, "read=ip-reading#lengths", "read=ip-reading#short"),
    (Q, "#bits", "#size"),
    (QF, "translation: ip-quiz", "translation: ip-other"),
    (M, "[reading, quiz]", "[quiz]"),
    (M, "[reading, quiz]", "[quiz, reading]"),
    (C, "lang: en", "lang: fr"),
    (C, "id: ip\n", "id: internet\n"),
    (C, "For everybody", "For everybody who can read"),
    (G, "#dual-stack", "#both"),
    (G, "keep", ""),
    (G, "It coordinates", "It co-ordinates"),
    (GF, "Deux.", "Deux versions."),
    (PICTURE, "M8 8h80", "M8 8h81"),
    (PICTURE, "<path", "<script/><path"),
)


def everything(files: Files, workbench: Workbench | None, day: date = TODAY) -> tuple[object, ...]:
    """All that a check and a compilation say."""
    tree = memory_tree(files)
    if workbench is None:
        checked = check_tree(tree, languages=LANGUAGES, today=day)
        compiled = compile_tree(tree, languages=LANGUAGES, today=day)
    else:
        checked = workbench.check(tree, today=day)
        compiled = workbench.compile(tree, today=day)
    site = compiled.site
    return (
        checked.diagnostics,
        {path: (tally.units, tally.words, tally.begun) for path, tally in checked.tallies.items()},
        [encode_course(course) for course in site.courses],
        (encode_terms(site.terms), encode_paths(site.paths), dict(site.media)),
        (compiled.media, compiled.diagnostics, compiled.broken, compiled.broken_paths, compiled.texts),
    )


def change(files: Files, random: Random) -> Files:
    """One edit, one that is taken back, a file that goes or one that comes back."""
    kind = random.random()
    place, old, new = random.choice(EDITS)
    now = dict(files)
    if kind < 0.1:
        now.pop(place, None)
    elif kind < 0.3:
        now[place] = START[place]
    elif place in now:
        text = now[place]
        assert isinstance(text, str)
        now[place] = text.replace(old, new)
    return now


@pytest.mark.parametrize("seed", range(6))
def test_any_sequence_of_edits_gives_what_the_last_tree_gives(seed: int) -> None:
    random = Random(seed)  # noqa: S311 - edits to try, no secret
    workbench, files = Workbench(LANGUAGES), START
    for _ in range(40):
        files = change(files, random)
        assert everything(files, workbench) == everything(files, None)


@pytest.mark.parametrize(("place", "old", "new"), EDITS)
def test_each_edit_and_its_way_back(place: str, old: str, new: str) -> None:
    text = START[place]
    assert isinstance(text, str)
    assert old in text
    edited, workbench = {**START, place: text.replace(old, new)}, Workbench(LANGUAGES)
    for files in (START, edited, START):
        assert everything(files, workbench) == everything(files, None)


def test_another_day_is_another_answer() -> None:
    files, workbench = {**START, L: LESSON.replace("2026-11", "2024-12")}, Workbench(LANGUAGES)
    for day in (TODAY, date(2027, 2, 1), TODAY):
        assert everything(files, workbench, day) == everything(files, None, day)


@pytest.mark.parametrize(
    ("place", "old", "new", "made"),
    [
        (L, "Every device", "Each device", {"page": 1, "joined": 1}),
        (LF, "Les anciennes", "Les vieilles", {"page": 1, "joined": 1}),
        (QF, "Questions", "Encore", {"page": 1, "joined": 1}),
        (L, "Drop", "Leave", {"page": 1, "joined": 1}),
        (C, "For everybody", "For all", {"page": 1, "joined": 0}),
        (PICTURE, "M8 8h80", "M8 8h81", {"page": 0, "joined": 0, "picture": 1}),
    ],
)
def test_only_what_depends_on_the_edit_is_read_and_joined_again(
    place: str, old: str, new: str, made: dict[str, int]
) -> None:
    workbench = Workbench(LANGUAGES)
    workbench.check(memory_tree(START), today=TODAY)
    assert workbench.made["page"] == sum(name.endswith(".md") for name in START)
    text = START[place]
    assert isinstance(text, str)
    workbench.check(memory_tree({**START, place: text.replace(old, new)}), today=TODAY)
    assert {kind: workbench.made[kind] for kind in made} == made


def test_nothing_is_done_for_a_tree_that_has_not_changed() -> None:
    workbench = Workbench(LANGUAGES)
    workbench.compile(memory_tree(START), today=TODAY)
    workbench.compile(memory_tree(dict(START)), today=TODAY)
    assert workbench.made == Counter()


def test_what_is_gone_is_forgotten() -> None:
    workbench = Workbench(LANGUAGES)
    workbench.check(memory_tree(START), today=TODAY)
    workbench.check(memory_tree({name: text for name, text in START.items() if name != LF}), today=TODAY)
    workbench.check(memory_tree(START), today=TODAY)
    assert workbench.made["page"] == 1


def write(root: Path, files: Files) -> Path:
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return root


def test_files_are_read_again_when_they_changed(tmp_path: Path) -> None:
    root = write(tmp_path / "courses", START)
    kept = KeptFiles(lambda: 2**62)
    first = kept.read([root])
    assert first == read_tree([root])
    second = kept.read([root])
    assert all(one.data is two.data for one, two in zip(first.texts, second.texts, strict=True))
    (root / L).write_text(LESSON.replace("Every", "Each"), encoding="utf-8")
    (root / QF).unlink()
    write(root, {"ip/addresses/new.md": QUIZ, "ip/.keys": "ip-reading#short\n", G: GLOSSARY + "\n"})
    (root / "ip/link.md").symlink_to(root / L)
    (root / PICTURE).write_text(SVG + "\n", encoding="utf-8")
    assert kept.read([root]) == read_tree([root])


def test_a_second_writing_within_the_same_moment_is_seen(tmp_path: Path) -> None:
    root = write(tmp_path / "courses", START)
    path = root / L
    written = path.stat()
    kept = KeptFiles(lambda: path.stat().st_mtime_ns + 1)
    kept.read([root])
    path.write_text(LESSON.replace("Every", "Ev3ry"), encoding="utf-8")
    os.utime(path, ns=(written.st_atime_ns, written.st_mtime_ns))
    assert kept.read([root]) == read_tree([root])
