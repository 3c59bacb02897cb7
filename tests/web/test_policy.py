"""Who may: every endpoint declares it, and nobody gets more than that."""

from __future__ import annotations

import pytest
from flask import Flask

from elearn.domain.access import Access
from elearn.web.policy import IN_A_ROOM, NOT_IN_A_ROOM, POLICY


def endpoints(app: Flask) -> set[str]:
    return {rule.endpoint for rule in app.url_map.iter_rules()}


def test_every_endpoint_declares_who_may(app: Flask) -> None:
    assert endpoints(app) - set(POLICY) == set()


def test_the_table_names_no_endpoint_that_is_not_there(app: Flask) -> None:
    assert set(POLICY) - endpoints(app) == set()


def test_an_endpoint_without_a_row_answers_nobody(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(POLICY, "catalogue.home")
    assert app.test_client().get("/en/").status_code == 404


def test_public_views_take_no_posts(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        if POLICY[rule.endpoint] is Access.PUBLIC:
            assert not {"POST", "PUT", "PATCH", "DELETE"} & (rule.methods or set()), rule


def test_every_endpoint_is_for_a_workshop_laptop_or_not() -> None:
    """Those of coordinators and administrators are not: nobody there is one."""
    asked = {name for name, access in POLICY.items() if access in (Access.ANYONE, Access.SIGNED_IN)}
    assert asked == IN_A_ROOM | NOT_IN_A_ROOM
    assert not IN_A_ROOM & NOT_IN_A_ROOM
