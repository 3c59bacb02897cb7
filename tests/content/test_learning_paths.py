"""Ways through the courses: what `_paths/` holds, on disk, compiled and published."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.orm import Session

from elearn.content.compiler import compile_site
from elearn.content.release import decode_paths, encode_paths
from elearn.services.catalogue import load_catalogue
from elearn.services.publishing import publish
from tests.content.trees import BASE, LANGUAGES, TODAY, Files, compiled
from tests.makers import NOW

PATH = """\
---
type: path
id: path-new
lang: en
order: 2
title: "I am new here"
summary: "Begin here."
steps: [ip-addresses, ip-reading, ip-quiz]
---
"""
FRENCH = '---\ntranslation: path-new\ntitle: "Je commence"\nsummary: "Commencez ici."\n---\n'
FILES: Files = {**BASE, "_paths/new.md": PATH, "_paths/new.fr.md": FRENCH}


def write(root: Path, files: Files) -> Path:
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return root


def test_a_path_is_compiled_with_its_translations() -> None:
    (path,) = compiled(FILES).site.paths
    assert path.steps == ("ip-addresses", "ip-reading", "ip-quiz")
    assert path.titles == {"en": "I am new here", "fr": "Je commence"}
    assert decode_paths(encode_paths((path,))) == (path,)


def test_only_paths_and_shared_texts_are_read_among_folders_with_an_underscore(tmp_path: Path) -> None:
    root = write(
        tmp_path / "courses",
        {**FILES, "_drafts/x.md": "not read", "ip/_paths/x.md": "not read", "ip/_shared/x.md": "not read"},
    )
    done = compile_site([root], languages=LANGUAGES, today=TODAY)
    assert [path.id for path in done.site.paths] == ["path-new"]
    assert "not read" not in str(done.diagnostics)


def test_a_path_with_an_error_stays_as_it_was(session: Session, tmp_path: Path) -> None:
    def published(files: Files) -> list[tuple[str, str]]:
        root = write(tmp_path / "courses", files)
        publish(session, roots=[root], languages=LANGUAGES, author="", note="", now=NOW)
        catalogue = load_catalogue(session)
        assert catalogue
        return [(view.title, " ".join(step.part for step in view.steps)) for view in catalogue.open_paths("fr")]

    before = [("Je commence", "ip-reading ip-reading ip-quiz")]
    assert published(FILES) == before
    assert published({**FILES, "_paths/new.md": PATH.replace("ip-reading", "ip-writing")}) == before
    shorter = {**FILES, "_paths/new.md": PATH.replace("ip-addresses, ", "")}
    assert published(shorter) == [("Je commence", "ip-reading ip-quiz")]


def test_a_step_tells_how_long_it_takes(session: Session, tmp_path: Path) -> None:
    publish(session, roots=[write(tmp_path / "c", FILES)], languages=LANGUAGES, author="", note="", now=NOW)
    catalogue = load_catalogue(session)
    assert catalogue
    (path,) = catalogue.open_paths("en")
    assert [step.minutes for step in path.steps] == [5, 5, 0]
    assert path.minutes == 10
    assert [step.title for step in path.steps] == ["Addresses", "Reading an address", "Quiz"]
