"""An author saves a file: the page that she has open shows it, at the place where she was reading."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import NewContext
from tests.cli.test_preview import previewing
from tests.content.trees import BASE, LESSON, L

pytestmark = pytest.mark.xdist_group("preview")
LONG = LESSON.replace("Every device needs an address.", "\n\n".join(["Every device needs an address."] * 60))


def test_a_saved_file_is_shown_with_its_problem_at_its_place(tmp_path: Path, new_context: NewContext) -> None:
    for name, content in {**BASE, L: LONG}.items():
        path = tmp_path / "courses" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    with previewing(tmp_path) as (port, _):
        page = new_context(width=1000).new_page()
        faults: list[str] = []
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
        page.goto(f"http://127.0.0.1:{port}/en/c/ip/ip-reading")
        short = page.locator("section#short")
        expect(short).to_contain_text("Drop the zeros at the front")
        page.evaluate("document.getElementById('short').scrollIntoView()")
        before = short.bounding_box()
        text = LONG.replace("Drop the zeros at the front", "Drop all zeros, ![A tree.](media/none.svg)")
        (tmp_path / "courses" / L).write_text(text.replace("device needs", "telephone needs"), encoding="utf-8")
        expect(short).to_contain_text("Drop all zeros")
        expect(short.locator(".pv-note").first).to_contain_text("L001")
        expect(short.locator(".pv-note").first).to_contain_text("file not found")
        expect(page.locator("section#lengths .pv-note")).to_have_count(0)
        expect(page.locator(".pv-top")).to_contain_text("this page would not be published")
        after = short.bounding_box()
        assert before
        assert after
        assert abs(before["y"] - after["y"]) < 40, "the place that was being read has moved"
        assert [fault for fault in faults if "favicon" not in fault] == []
