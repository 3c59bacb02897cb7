"""Courses, quizzes and terms as canonical JSON: the same value gives the same bytes, on every machine and for ever."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any, get_type_hints

import msgspec

from elearn.domain.course import Course, Coverage, LearningPath, Lesson, Module, Quiz, Term
from elearn.domain.newsletter import Issue
from elearn.domain.webinars import Webinar

_ENCODER = msgspec.json.Encoder(order="deterministic")
_HINTS = {owner: get_type_hints(owner) for owner in (Course, Module)}
_KINDS: Mapping[str, type[Lesson | Quiz]] = {"lesson": Lesson, "quiz": Quiz}


def encode_course(course: Course) -> bytes:
    """Everything of a course, in all languages."""
    value = _plain(course)
    value["modules"] = [_tagged(module) for module in course.modules]
    return _ENCODER.encode(value)


def decode_course(data: bytes) -> Course:
    """The course that was encoded. Raises msgspec.ValidationError for bytes that are none."""
    value = msgspec.json.decode(data, type=dict[str, Any])
    modules = tuple(_module(module) for module in value.pop("modules", []))
    return Course(**_typed(Course, value), modules=modules)


class _Translated(msgspec.Struct):
    language: str
    coverage: dict[str, Coverage] = {}


def decode_translated(data: bytes) -> dict[str, int]:
    """Up-to-date words by language, without the course's own: read past all else, a hundred times faster."""
    found = msgspec.json.decode(data, type=_Translated)
    return {language: part.current for language, part in found.coverage.items() if language != found.language}


def _plain(value: Course | Module) -> dict[str, Any]:
    return {field.name: getattr(value, field.name) for field in fields(value)}


def _tagged(module: Module) -> dict[str, Any]:
    """A module whose parts say what they are: both kinds are read from one list."""
    value = _plain(module)
    value["parts"] = [{"kind": "quiz" if isinstance(part, Quiz) else "lesson", "part": part} for part in module.parts]
    return value


def _module(value: dict[str, Any]) -> Module:
    parts = [msgspec.convert(entry["part"], _KINDS[entry["kind"]]) for entry in value.pop("parts", [])]
    return Module(**_typed(Module, value), parts=tuple(parts))


def _typed(owner: type[Course | Module], value: Mapping[str, Any]) -> dict[str, Any]:
    """Field by field, because the list of lessons and quizzes is a union that msgspec cannot read by itself."""
    hints = _HINTS[owner]
    return {name: msgspec.convert(content, hints[name]) for name, content in value.items() if name in hints}


def encode_quiz(quiz: Quiz) -> bytes:
    """A quiz with its answers: for grading, never for a page."""
    return _ENCODER.encode(quiz)


def decode_quiz(data: bytes) -> Quiz:
    """The quiz that was encoded. Raises msgspec.ValidationError for bytes that are none."""
    return msgspec.json.decode(data, type=Quiz)


def encode_terms(terms: Mapping[str, Term]) -> bytes:
    """The glossary by key."""
    return _ENCODER.encode(dict(terms))


def decode_terms(data: bytes) -> dict[str, Term]:
    """The glossary that was encoded. Raises msgspec.ValidationError for bytes that are none."""
    return msgspec.json.decode(data, type=dict[str, Term])


def encode_issues(issues: tuple[Issue, ...]) -> bytes:
    """The issues of the newsletter in their order."""
    return _ENCODER.encode(issues)


def decode_issues(data: bytes) -> tuple[Issue, ...]:
    """The issues that were encoded. Raises msgspec.ValidationError for bytes that are none."""
    return msgspec.json.decode(data, type=tuple[Issue, ...])


def encode_paths(paths: tuple[LearningPath, ...]) -> bytes:
    """The paths in their order."""
    return _ENCODER.encode(paths)


def decode_paths(data: bytes) -> tuple[LearningPath, ...]:
    """The paths that were encoded. Raises msgspec.ValidationError for bytes that are none."""
    return msgspec.json.decode(data, type=tuple[LearningPath, ...])


def encode_webinars(webinars: tuple[Webinar, ...]) -> bytes:
    """Webinars and other events, with what was said and written in all languages."""
    return _ENCODER.encode(webinars)


def decode_webinars(data: bytes) -> tuple[Webinar, ...]:
    """The events that were encoded. Raises msgspec.ValidationError for bytes that are none."""
    return msgspec.json.decode(data, type=tuple[Webinar, ...])
