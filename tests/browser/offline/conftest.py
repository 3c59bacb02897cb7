"""A phone, and the line between it and the site."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Playwright

from tests.browser.conftest import LiveSite
from tests.browser.line import Line, open_line
from tests.browser.phones import (
    COURSE,
    Phone,
    launch,
    look_in,
)


@pytest.fixture
def line(site: LiveSite) -> Iterator[Line]:
    with open_line(site.address) as line:
        line.ask("HEAD", f"{COURSE}/pack.json")  # made once in a release; a busy machine takes its time
        yield line


@pytest.fixture
def phone(request: pytest.FixtureRequest, playwright: Playwright, line: Line, tmp_path: Path) -> Iterator[Phone]:
    """A storage of its own in the browser that is open; a browser of its own costs three seconds of processor time."""
    profile = tmp_path / "profile"
    lasting = request.node.get_closest_marker("restarts") is not None
    context = launch(playwright, profile) if lasting else look_in(request.getfixturevalue("browser"))
    phone = Phone(playwright, profile, line, context)
    yield phone
    phone.context.close()
