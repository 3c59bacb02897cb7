"""The accessibility statement says what is so: each check names tests that exist, each criterion is one of WCAG 2.2."""

from __future__ import annotations

import ast
import re
from xml.etree.ElementTree import Element

import html5lib
import pytest
from flask.testing import FlaskClient

from config import ROOT
from elearn.domain.languages import LANGUAGES
from elearn.web.accessibility import CHECKS, CRITERIA, STATEMENT_DAY, Check


def functions_of(path: str) -> set[str]:
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.key)
def test_a_check_names_its_proof(check: Check) -> None:
    assert bool(check.tests) != bool(check.on), "tests, or the day on which somebody looked"
    for test in check.tests:
        path, _, name = test.partition("::")
        assert name in functions_of(path), test
    if check.on:
        assert check.on <= STATEMENT_DAY


def test_the_criteria_are_those_of_levels_a_and_aa() -> None:
    assert len(CRITERIA) == len(set(CRITERIA)) == 55
    assert {criterion for check in CHECKS for criterion in check.criteria} <= set(CRITERIA)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_names_every_criterion_once_as_checked_or_as_open(client: FlaskClient, language: str) -> None:
    page = client.get(f"/{language}/accessibility").text
    assert f'datetime="{STATEMENT_DAY.isoformat()}"' in page
    shown = set(re.findall(r"\b[1-4]\.[1-5]\.[0-9]{1,2}\b", page))
    assert shown == set(CRITERIA)
    assert page.count("<li>") >= len(CHECKS)


@pytest.mark.parametrize(
    "path", ["/", "/c/ip", "/c/ip/reading-ipv6", "/c/ip/ip-addresses-quiz", "/me", "/sign-up", "/x"]
)
def test_help_stands_at_the_same_place_on_every_page(client: FlaskClient, path: str) -> None:
    """WCAG 3.2.3, 3.2.6: the same links in the same order; help is the last above and the first below."""
    for landmark, place in (("header", -1), ("footer", 0)):
        links = links_in(client.get(f"/fr{path}").text, landmark)
        assert links == links_in(client.get("/fr/").text, landmark)
        assert links[place] == "/fr/help"


def links_in(page: str, landmark: str) -> list[str]:
    """Addresses of the navigation of a landmark, without the languages: those keep the page that one is on."""
    document = html5lib.parse(page, namespaceHTMLElements=False)
    menus = [menu for menu in document.findall(f".//{landmark}//nav") if menu.get("class") == "nav"]
    return [link.get("href") or "" for menu in menus for link in menu.iter("a")]


def purposes_of(form: Element) -> dict[str | None, str | None]:
    """Of the fields that take a text."""
    fields = (field for field in form.iter("input") if field.get("type") != "checkbox")
    return {field.get("name"): field.get("autocomplete") for field in fields}


def test_password_programs_can_fill_the_form(client: FlaskClient) -> None:
    """WCAG 1.3.5, 3.3.8: fields say what they are for, and nothing hinders pasting."""
    form = html5lib.parse(client.get("/en/sign-in").text, namespaceHTMLElements=False).find(".//main//form")
    assert form is not None
    purposes = {
        field.get("name"): field.get("autocomplete") for field in form.iter("input") if field.get("type") != "checkbox"
    }
    assert purposes == {"email": "username", "password": "current-password"}
    sign_up = html5lib.parse(client.get("/en/sign-up").text, namespaceHTMLElements=False).find(".//main//form")
    assert sign_up is not None
    purposes = {
        field.get("name"): field.get("autocomplete")
        for field in sign_up.iter("input")
        if field.get("type") != "checkbox"
    }
    assert purposes == {"name": "name", "email": "email", "password": "new-password"}
