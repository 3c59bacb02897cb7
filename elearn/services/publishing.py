"""From the files on disk to the release that every reader gets."""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from elearn.content.compiler import Compiled, compile_site
from elearn.content.diagnostics import Diagnostic
from elearn.content.release import (
    encode_course,
    encode_issues,
    encode_paths,
    encode_quiz,
    encode_terms,
    encode_webinars,
)
from elearn.content.source import SHARED, WEBINARS
from elearn.domain.corrections import Decision, Effect, KeyChange
from elearn.domain.course import Course, LearningPath, Site
from elearn.domain.newsletter import keep_old
from elearn.domain.webinars import Webinar, stamp, withdraw
from elearn.services.catalogue import load_site
from elearn.services.key_changes import list_key_changes, record_decisions, require_decisions
from elearn.services.learning import refold_course
from elearn.services.regrading import regrade_attempts
from elearn.services.search_index import index_release
from elearn.services.wordings import text_blobs, texts_digest
from elearn.storage.base import begin_writing
from elearn.storage.releases import (
    Head,
    PublishedKey,
    QuizRevision,
    Release,
    Requirement,
    add_blobs,
    find_head,
    find_requirement,
)


@dataclass(frozen=True, slots=True)
class Published:
    """What a publish did: `release` is the number in force afterwards, `changed` False when nothing was new.

    `corrected` is what became of attempts whose questions had another key before.
    """

    release: int
    courses: int
    kept_modules: tuple[str, ...]
    diagnostics: tuple[Diagnostic, ...]
    changed: bool = False
    corrected: Effect = field(default_factory=Effect)


def publish(
    session: Session,
    *,
    roots: Sequence[Path],
    languages: Sequence[str],
    author: str,
    note: str,
    now: datetime,
    decisions: Mapping[str, Decision] | None = None,
    compiled: Compiled | None = None,
) -> Published:
    """Compile the files and make them the release in force, all or nothing; the same files twice make one release.

    A module with errors keeps its last good state, or stays out when it never had one. What finishing a course
    means is written down with the moment it began to hold, and those who thereby finish are found at once.
    `decisions` say what happens to answers when the key of a question (`quiz#question`) is another one now. Undecided
    when one is missing, Refused when no such question is there: nothing is published then. The same decision twice
    changes nothing. `compiled` is what these files make, where a process that stays has it from its workbench.
    Attempts follow in transactions of their own; broken off, the next publish goes on with them.
    """
    compiled = compiled or compile_site(roots, languages=languages, today=now.date())
    begin_writing(session)
    head = find_head(session)
    last = None if head is None else load_site(session, head)
    site, kept = _with_last_good(compiled, last)
    site = _with_stamped_webinars(site, last or Site(courses=()), now)
    named = decisions or {}
    changes = list_key_changes(session, site, named)
    require_decisions(changes, named)
    release = _release(session, site, compiled, head, Release(published_at=now, author=author[:200], note=note[:500]))
    hashes = {quiz.id: _digest(encode_quiz(quiz)) for course in site.courses for quiz in course.quizzes()}
    record_decisions(session, changes, named, blobs=hashes, release=release, by=author, now=now)
    session.commit()
    corrected = regrade_attempts(session, now=now)
    changed = head is None or head.id != release
    return Published(release, len(site.courses), kept, compiled.diagnostics, changed, corrected)


def preview_key_changes(
    session: Session,
    *,
    roots: Sequence[Path],
    languages: Sequence[str],
    now: datetime,
    decisions: Mapping[str, Decision],
) -> list[KeyChange]:
    """What a publish would ask or do about answers to questions with another key. Nothing is written."""
    compiled = compile_site(roots, languages=languages, today=now.date())
    head = find_head(session)
    site, _ = _with_last_good(compiled, None if head is None else load_site(session, head))
    return list_key_changes(session, site, decisions)


def _release(session: Session, site: Site, compiled: Compiled, head: Head | None, release: Release) -> int:
    """The number of the release in force with this content: the last one where nothing is new, else `release`."""
    packed = {course.id: zlib.compress(encode_course(course)) for course in site.courses}
    manifest = _manifest(site, packed, compiled.texts)
    release.manifest = _digest(manifest)
    if head is not None and head.manifest == release.manifest:
        # The same content, but this code may cut its words otherwise than the code that published it.
        index_release(session, site)
        return head.id
    blobs = _blobs(site, packed, compiled.media) | text_blobs(compiled.texts)
    add_blobs(session, blobs | {release.manifest: ("manifest", manifest)})
    session.add(release)
    session.flush()
    for course in site.courses:
        _register(session, course, release.id, release.published_at)
    index_release(session, site)
    return release.id


def _digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def _with_last_good(compiled: Compiled, last: Site | None) -> tuple[Site, tuple[str, ...]]:
    """The compiled site with the last good state of every module that has errors now, at its old place."""
    courses = {course.id: course for course in compiled.site.courses}
    media = dict(compiled.site.media)
    kept: list[str] = []
    for course_id, modules in compiled.broken.items():
        old = last.course(course_id) if last else None
        if old is None or last is None:
            continue
        if course_id not in courses or "" in modules:
            courses[course_id] = old
            kept.append(course_id)
        else:
            courses[course_id], names = _keep_modules(courses[course_id], old, modules)
            kept.extend(names)
        kept_shelves = (f"{course_id}/", SHARED)  # what shared texts show belongs to no course
        media |= {path: digest for path, digest in last.media.items() if path.startswith(kept_shelves)}
    terms = compiled.site.terms or (last.terms if last else {})
    ordered = sorted(courses.values(), key=lambda course: (course.order, course.id))
    paths = _with_old_paths(compiled, last.paths if last else ())
    issues = keep_old(compiled.site.issues, last.issues if last else (), compiled.broken_issues)
    webinars = _with_old_webinars(compiled, last)
    if last and compiled.broken_webinars:
        media |= {path: digest for path, digest in last.media.items() if path.startswith(WEBINARS)}
    site = Site(courses=tuple(ordered), terms=terms, media=media, paths=paths, webinars=webinars, issues=issues)
    return site, tuple(kept)


def _with_old_webinars(compiled: Compiled, last: Site | None) -> tuple[Webinar, ...]:
    """One with an error now stays as it was."""
    kept = [webinar for webinar in (last.webinars if last else ()) if webinar.id in compiled.broken_webinars]
    return tuple(sorted([*compiled.site.webinars, *kept], key=lambda webinar: webinar.id))


def _with_stamped_webinars(site: Site, last: Site, now: datetime) -> Site:
    known = {webinar.id: webinar for webinar in (*last.withdrawn, *last.webinars)}
    webinars = stamp(site.webinars, known, now)
    return replace(site, webinars=webinars, withdrawn=withdraw(webinars, last.webinars, last.withdrawn, now))


def _with_old_paths(compiled: Compiled, old: Sequence[LearningPath]) -> tuple[LearningPath, ...]:
    """A path with an error now stays as it was."""
    kept = [path for path in old if path.id in compiled.broken_paths]
    return tuple(sorted([*compiled.site.paths, *kept], key=lambda path: (path.order, path.id)))


def _keep_modules(course: Course, old: Course, broken: frozenset[str]) -> tuple[Course, list[str]]:
    modules = list(course.modules)
    kept = []
    for place, module in enumerate(old.modules):
        if module.id in broken:
            modules.insert(place, module)
            kept.append(f"{course.id}/{module.id}")
    return replace(course, modules=tuple(modules)), kept


def _blobs(site: Site, packed: Mapping[str, bytes], media: Mapping[str, bytes]) -> dict[str, tuple[str, bytes]]:
    blobs = {_digest(body): ("course", body) for body in packed.values()}
    blobs |= {digest: ("media", body) for digest, body in media.items()}
    terms = zlib.compress(encode_terms(site.terms))
    blobs[_digest(terms)] = ("terms", terms)
    paths = encode_paths(site.paths)
    blobs[_digest(paths)] = ("paths", paths)
    issues = encode_issues(site.issues)
    blobs[_digest(issues)] = ("issues", issues)
    webinars = zlib.compress(encode_webinars(site.webinars))
    blobs[_digest(webinars)] = ("webinars", webinars)
    if site.withdrawn:
        withdrawn = zlib.compress(encode_webinars(site.withdrawn))
        blobs[_digest(withdrawn)] = ("webinars", withdrawn)
    for course in site.courses:
        for quiz in course.quizzes():
            body = encode_quiz(quiz)
            blobs[_digest(body)] = ("quiz", body)
    return blobs


def _manifest(site: Site, packed: Mapping[str, bytes], texts: Mapping[str, str]) -> bytes:
    named: dict[str, object] = {
        "courses": [{"id": course, "blob": _digest(body)} for course, body in packed.items()],
        "terms": _digest(zlib.compress(encode_terms(site.terms))),
        "media": dict(site.media),
        "paths": _digest(encode_paths(site.paths)),
        "issues": _digest(encode_issues(site.issues)),
        "webinars": _digest(zlib.compress(encode_webinars(site.webinars))),
        "texts": texts_digest(texts),
    }
    if site.withdrawn:
        named["withdrawn"] = _digest(zlib.compress(encode_webinars(site.withdrawn)))
    return json.dumps(named, sort_keys=True, separators=(",", ":")).encode()


def _register(session: Session, course: Course, release: int, now: datetime) -> None:
    """The course's ledger entries: quiz revisions for ever, what finishing means from now on, ids ever published."""
    news = False
    for quiz in course.quizzes():
        known = session.get(QuizRevision, (quiz.id, quiz.rev))
        blob = _digest(encode_quiz(quiz))
        if known is None:
            known = QuizRevision(quiz=quiz.id, rev=quiz.rev, course=course.id, blob=blob, published_at=now)
            session.add(known)
            news = True
        known.course = course.id
        known.blob = blob  # newer translations of the same questions
        known.last_release = release
    _register_keys(session, course, release)
    required = course.required()
    if find_requirement(session, course.id) != required:
        session.add(Requirement(course=course.id, since_at=now, items=sorted(required)))
        news = True
    if news:
        # Completions may follow, and answers to a revision that was not known here until now.
        session.flush()
        refold_course(session, course=course.id, now=now)


def _register_keys(session: Session, course: Course, release: int) -> None:
    """Ids ever published, and what came instead of those that are gone; an id that never was needs no successor."""
    session.merge(PublishedKey(course=course.id, part="", kind="course", last_release=release))
    for part in course.parts():
        session.merge(
            PublishedKey(course=course.id, part=part.id, kind=type(part).__name__.lower(), last_release=release)
        )
    for recording in course.recordings():
        known = PublishedKey(course=course.id, part=recording.id, kind="recording", last_release=release)
        session.merge(known)
    for old, successor in (pair for module in course.modules for pair in module.moved.items()):
        gone = session.get(PublishedKey, (course.id, old))
        if gone is not None:
            gone.successor = successor
