"""What the source said in each release."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from elearn.content.compiler import check_tree
from elearn.content.files import read_tree
from elearn.content.history import Wording
from elearn.content.translation import source_hashes
from elearn.services.catalogue import load_catalogue
from elearn.services.publishing import Published, publish
from elearn.services.wordings import ReleasePast
from elearn.storage.releases import Blob, Release
from tests.content.trees import BASE, LANGUAGES, TODAY, C, G, L, M
from tests.makers import NOW


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The small course as files."""
    for name, content in BASE.items():
        path = tmp_path / "courses" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return tmp_path / "courses"


def publish_now(session: Session, root: Path, days: int = 0) -> Published:
    now = NOW + timedelta(days=days)
    return publish(session, roots=[root], languages=LANGUAGES, author="Olivia", note="", now=now)


def edit(root: Path, old: str, new: str) -> None:
    text = (root / L).read_text(encoding="utf-8")
    assert old in text
    (root / L).write_text(text.replace(old, new), encoding="utf-8")


def wordings(session: Session, root: Path, path: str, key: str) -> list[Wording]:
    page = check_tree(read_tree([root]), languages=LANGUAGES, today=TODAY).library.pages[path]
    return list(ReleasePast(session).wordings(page, key))


def test_every_wording_is_told_with_the_release_that_brought_it(session: Session, root: Path) -> None:
    first = publish_now(session, root)
    edit(root, "Two rulers", "Three rulers")
    publish_now(session, root, days=1)
    edit(root, "Drop the zeros", "Drop all zeros")
    third = publish_now(session, root, days=2)
    edit(root, "Drop all zeros", "Drop every zero")
    found = wordings(session, root, L, "short")
    assert [one.change for one in found] == ["", f"release {third.release}", f"release {first.release}"]
    assert [one.author for one in found] == ["", "Olivia", "Olivia"]
    assert "Drop the zeros" in found[2].text
    assert found[2].day == f"{NOW:%Y-%m-%d}"


def test_a_stamp_is_the_beginning_of_the_name_of_a_stored_text(session: Session, root: Path) -> None:
    publish_now(session, root)
    page = check_tree(read_tree([root]), languages=LANGUAGES, today=TODAY).library.pages[L]
    names = session.scalars(select(Blob.hash).where(Blob.kind == "text")).all()
    assert set(source_hashes(page).values()) <= {name[:8] for name in names}


@pytest.mark.parametrize(("path", "key"), [(L, ""), (G, "rir"), (C, "_intro"), (M, "")])
def test_front_matter_terms_and_introductions_are_kept_too(session: Session, root: Path, path: str, key: str) -> None:
    done = publish_now(session, root)
    assert [one.change for one in wordings(session, root, path, key)] == [f"release {done.release}"]


def test_a_renamed_key_is_followed(session: Session, root: Path) -> None:
    first = publish_now(session, root)
    edit(root, "#short", "#brief was=short")
    edit(root, "Drop the zeros", "Drop all zeros")
    assert [one.change for one in wordings(session, root, L, "brief")] == ["", f"release {first.release}"]


def test_texts_change_nothing_for_readers_and_nothing_when_published_again(session: Session, root: Path) -> None:
    publish_now(session, root)
    blobs = len(session.scalars(select(Blob.hash)).all())
    assert not publish_now(session, root, days=1).changed
    assert len(session.scalars(select(Blob.hash)).all()) == blobs
    catalogue = load_catalogue(session)
    assert catalogue is not None
    assert [course.id for course in catalogue.site.courses] == ["ip"]


def test_before_the_first_release_only_the_present_is_known(session: Session, root: Path) -> None:
    assert [one.change for one in wordings(session, root, L, "short")] == [""]


def test_a_release_from_before_texts_were_kept_is_passed_over(session: Session, root: Path) -> None:
    session.add(Blob(hash="0" * 64, kind="manifest", body=b'{"courses":[],"terms":"","media":{}}'))
    session.add(Release(published_at=NOW - timedelta(days=9), manifest="0" * 64))
    session.commit()
    assert [one.change for one in wordings(session, root, L, "short")] == [""]
