"""Finding files on disk: names, roots, links, sizes, characters."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from elearn.content.compiler import Compiled, compile_site
from elearn.content.files import read_tree
from elearn.content.fingerprint import fingerprint
from elearn.content.source import read_source
from tests.content.trees import BASE, LANGUAGES, LESSON, QUIZ, SVG, TODAY, Files


def write(root: Path, files: Files) -> Path:
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return root


def compiled(*roots: Path) -> Compiled:
    return compile_site(roots, languages=LANGUAGES, today=TODAY)


def test_a_tree_on_disk_compiles(tmp_path: Path) -> None:
    done = compiled(write(tmp_path / "courses", BASE))
    assert [course.id for course in done.site.courses] == ["ip"]
    assert done.diagnostics == ()


def test_paths_are_shown_from_the_current_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "site/courses", {**BASE, "ip/addresses/reading.md": ""})
    monkeypatch.chdir(tmp_path)
    assert {found.path for found in compiled(Path("site/courses")).diagnostics} >= {
        "site/courses/ip/addresses/reading.md"
    }
    monkeypatch.chdir("/")
    assert compiled(tmp_path / "site/courses").diagnostics


@pytest.mark.parametrize("name", ["_drafts/x.md", ".git/x.md", "ip/_draft.md", "ip/.x.md", "README.md", "ip/README.md"])
def test_some_files_are_not_compiled(tmp_path: Path, name: str) -> None:
    assert compiled(write(tmp_path / "courses", {**BASE, name: "no front matter"})).diagnostics == ()


def test_a_pipe_named_like_a_lesson_is_not_waited_for(tmp_path: Path) -> None:
    root = write(tmp_path / "courses", BASE)
    os.mkfifo(root / "ip/addresses/pipe.md")
    assert compiled(root).diagnostics == ()


def test_links_are_not_followed(tmp_path: Path) -> None:
    root = write(tmp_path / "courses", BASE)
    secret = tmp_path / "secret.md"
    secret.write_text(LESSON.replace("ip-reading", "secret"), encoding="utf-8")
    (root / "ip/addresses/link.md").symlink_to(secret)
    (root / "ip/addresses/media/rulers.fr.svg").symlink_to(secret)
    (root / "ip/elsewhere").symlink_to(tmp_path)
    done = compiled(root)
    assert [found.code for found in done.diagnostics] == ["N007", "N007"]
    assert b"secret" not in b"".join(done.media.values())
    assert [file.path for file in read_tree([root]).texts if "elsewhere" in file.path] == []


def test_a_later_root_adds_to_a_module(tmp_path: Path) -> None:
    public = write(tmp_path / "courses", BASE)
    final = QUIZ.replace("id: ip-quiz", "id: ip-final").replace('"Quiz"', '"Final quiz"')
    private = write(tmp_path / "private", {"ip/addresses/final.md": final.replace("type: quiz", "type: quiz")})
    done = compiled(public, private)
    assert [part.id for part in done.site.courses[0].parts()] == ["ip-reading", "ip-quiz", "ip-final"]
    assert [found.code for found in done.diagnostics] == []


def test_an_id_of_a_later_root_must_be_new(tmp_path: Path) -> None:
    public = write(tmp_path / "courses", BASE)
    private = write(tmp_path / "private", {"ip/addresses/final.md": QUIZ})
    found = [found for found in compiled(public, private).diagnostics if found.code == "K010"]
    assert [one.message for one in found] == [f"`id: ip-quiz` is also the id of {_shown(public, 'quiz.md')}"]


def _shown(root: Path, name: str) -> str:
    return f"{root.name}/ip/addresses/{name}"


def test_a_picture_of_any_size_is_read_only_in_part(tmp_path: Path) -> None:
    root = write(tmp_path / "courses", {**BASE, "ip/addresses/media/rulers.svg": SVG + " " * 3_000_000})
    done = compiled(root)
    assert "A010" in {found.code for found in done.diagnostics}
    assert done.media == {}


def test_roots_that_share_a_name_are_told_apart(tmp_path: Path) -> None:
    first = write(tmp_path / "a/courses", BASE)
    second = write(tmp_path / "b/courses", {"ip/addresses/extra.md": LESSON})
    paths = {file.path for file in read_tree([first, second]).texts}
    assert len(paths) == 6


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"a\r\nb\rc\n", "a\nb\nc\n"),
        (b"\xef\xbb\xbfa", "a"),
        ("e\u0301".encode(), "é"),
        (b"a\x00b", "a\ufffdb"),
        ("a\u2028b".encode(), "a\ufffdb"),
        ("\u202ea".encode(), "\ufffda"),
        ("\u200da\u200c\u200e\u200f".encode(), "\u200da\u200c\u200e\u200f"),
        (b"\xe9", "\ufffd"),
        (b"", ""),
    ],
)
def test_text_is_made_uniform(data: bytes, text: str) -> None:
    assert read_source("x.md", data).text == text


def test_the_fingerprint_changes_with_every_file_and_language(tmp_path: Path) -> None:
    root = write(tmp_path / "courses", BASE)
    before = fingerprint([root], languages=LANGUAGES)
    assert fingerprint([root], languages=LANGUAGES) == before
    assert fingerprint([root], languages=("en",)) != before
    for name in (*BASE, "ip/.keys", "ip/new.md"):
        path = root / name
        old = path.read_bytes() if path.exists() else b""
        path.write_bytes(old + b"\n")
        assert fingerprint([root], languages=LANGUAGES) != before, name
        if old:
            path.write_bytes(old)
        else:
            path.unlink()
    assert fingerprint([root], languages=LANGUAGES) == before
