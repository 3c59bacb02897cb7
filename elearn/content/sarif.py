"""Diagnostics as SARIF 2.1.0 (OASIS): for code scanning pages, and for editors that show what other tools found."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from elearn import __version__
from elearn.content.codes.code import Code, Severity
from elearn.content.codes.table import CODES
from elearn.content.diagnostics import Diagnostic
from elearn.content.printing import utf16_columns, worst_first

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.HINT: "note"}


def as_sarif(diagnostics: Sequence[Diagnostic]) -> str:
    """One run with the rules that were broken and every problem, errors first.

    Columns are UTF-16 code units, which is what viewers that do not look at `columnKind` take them for. Paths are
    relative to where the command ran. The fingerprint of a problem stays when lines above it move.
    """
    ordered = worst_first(diagnostics)
    codes = sorted({one.code for one in ordered})
    seen: Counter[str] = Counter()
    driver = {"name": "elearn", "version": __version__, "rules": [_rule(code, CODES[code]) for code in codes]}
    run = {
        "tool": {"driver": driver},
        "columnKind": "utf16CodeUnits",
        "results": [_result(one, codes.index(one.code), seen) for one in ordered],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=1)


def _rule(name: str, code: Code) -> dict[str, Any]:
    examples = [f"{title}:\n\n{lines}" for title, lines in (("Before", code.before), ("After", code.after)) if lines]
    return {
        "id": name,
        "shortDescription": {"text": code.title},
        "fullDescription": {"text": code.why},
        "help": {"text": "\n\n".join([code.why, *examples])},
        "defaultConfiguration": {"level": LEVELS[code.severity]},
    }


def _result(one: Diagnostic, index: int, seen: Counter[str]) -> dict[str, Any]:
    start, end = utf16_columns(one)
    region: dict[str, Any] = {"startLine": one.line, "startColumn": start, "endColumn": end}
    if one.excerpt:
        region["snippet"] = {"text": one.excerpt}
    place = {"artifactLocation": {"uri": quote(one.path), "uriBaseId": "%SRCROOT%"}, "region": region}
    return {
        "ruleId": one.code,
        "ruleIndex": index,
        "level": LEVELS[one.severity],
        "message": {"text": "\n".join(part for part in (one.message, *one.notes, one.advice) if part)},
        "locations": [{"physicalLocation": place}],
        "partialFingerprints": {"primaryLocationLineHash": _fingerprint(one, seen)},
    }


def _fingerprint(one: Diagnostic, seen: Counter[str]) -> str:
    digest = hashlib.sha256("\0".join((one.path, one.code, one.message)).encode()).hexdigest()[:16]
    seen[digest] += 1
    return f"{digest}:{seen[digest]}"
