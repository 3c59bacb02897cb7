"""What an author writes never runs, loads from elsewhere or becomes foreign HTML: sixty payloads in a real browser.

Errors keep most of them out of any release (tests/content/test_render.py); here the publisher is told that there were
none, so that the last line of defence is what is looked at: the renderer, the templates and the policy of the page.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Dialog, Page, Route

from config import LANGUAGES, Config
from elearn.app import create_app
from elearn.content.compiler import Compiled
from elearn.content.diagnostics import Findings
from elearn.content.files import memory_tree, open_texts
from elearn.content.library import read_library
from elearn.content.publication import publish as publish_library
from elearn.extensions import open_session
from elearn.services import publishing
from elearn.services.migrating import upgrade_schema
from tests.content.payloads import HOSTILE
from tests.content.trees import BASE, SVG, Files
from tests.makers import NOW

pytestmark = pytest.mark.xdist_group("first view")

HOST = "http://localhost"
# Everything that a page of ours never holds. `ours` are the scripts and sheets of the site itself.
FOREIGN = """() => [...document.querySelectorAll('*')].flatMap(node => {
  const found = [...node.attributes].filter(a => a.name.startsWith('on') || (a.name === 'style'))
    .map(a => `${node.localName} ${a.name}=${a.value}`);
  const address = node.getAttribute('src') || node.getAttribute('href') || node.getAttribute('action') || '';
  if (/^\\s*(javascript|data|vbscript|blob|file):/i.test(address)) found.push(`${node.localName} ${address}`);
  const ours = /^\\/(static|media)\\//.test(address);
  const told = ['canonical', 'alternate', 'manifest'].includes(node.rel);
  if (['script', 'link'].includes(node.localName) && !ours && !told)
    found.push(node.outerHTML.slice(0, 200));
  if (['iframe', 'object', 'embed', 'base', 'style', 'xss', 'math', 'video', 'animate'].includes(node.localName))
    found.push(node.outerHTML.slice(0, 200));
  if (node.localName === 'meta' && node.httpEquiv) found.push(node.outerHTML);
  if (node.localName === 'form' && !address.startsWith('/')) found.push(node.outerHTML.slice(0, 200));
  return found;
})"""


def quoted(text: str) -> str:
    return '"' + text.partition("\n")[0].replace("\\", "\\\\").replace('"', '\\"') + '"'


def files() -> Files:
    """A lesson and a quiz for each payload, which also stands in titles, summaries and among the terms."""
    tree: Files = {**BASE, "ip/addresses/media/rulers.svg": SVG}
    names = [name for number in range(len(HOSTILE)) for name in (f"p{number}", f"p{number}-quiz")]
    module = f'---\ntype: module\nid: ip-addresses\ntitle: "Addresses"\nlessons: [{", ".join(names)}]\n---\n'
    tree["ip/addresses/module.md"] = module
    for number, body in enumerate(HOSTILE):
        line = body.partition("\n")[0]
        head = f"title: {quoted(line)}\nsummary: {quoted(line)}\n"
        tree[f"ip/addresses/p{number}.md"] = (
            f"---\ntype: lesson\nid: p{number}\n{head}minutes: 1\n---\n\n{body}\n\n"
            f"## {line} <!-- #one -->\n\nWords.\n\n{body}\n\n> [!NOTE]\n> {line}\n\n- {line}\n"
        )
        tree[f"ip/addresses/p{number}-quiz.md"] = (
            f"---\ntype: quiz\nid: p{number}-quiz\n{head}pass: 70%\n---\n\n## {line} <!-- #one -->\n\n{body}\n\n"
            f"- (x) {line} <!-- #a -->\n  > {line}\n- ( ) no <!-- #b -->\n  > {line}\n\n> {line}\n"
        )
    return tree


def compiled_as_if_right(_roots: Sequence[Path], *, languages: Sequence[str], today: date) -> Compiled:
    tree = memory_tree(files())
    library = read_library(open_texts(tree, languages, Findings()), tree, today, Findings())
    done = publish_library(library, languages, Findings())
    return Compiled(done.site, done.media, (), {})


@pytest.fixture
def client(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FlaskClient:
    monkeypatch.setattr(publishing, "compile_site", compiled_as_if_right)
    config = Config(f"sqlite:///{tmp_path / 'x.sqlite3'}", "k" * 40, (tmp_path,), instance_path=tmp_path, base_url=HOST)
    with open_session(config.database_url) as session:
        upgrade_schema(session)
        publishing.publish(session, roots=[tmp_path], languages=LANGUAGES, author="tests", note="", now=NOW)
    return create_app(config).test_client()


def listening(page: Page, client: FlaskClient, told: list[str]) -> None:
    """Our application answers for its own host; everything else that the page does is told."""

    def close(dialog: Dialog) -> None:
        told.append(f"dialog {dialog.message}")
        dialog.dismiss()

    def answer(route: Route) -> None:
        asked = route.request
        if not asked.url.startswith(HOST + "/"):
            told.append(f"asks for {asked.url}")
            route.abort()
            return
        where = urlsplit(asked.url)
        got = client.open(where.path + (f"?{where.query}" if where.query else ""), method=asked.method)
        route.fulfill(status=got.status_code, headers=dict(got.headers), body=got.get_data())

    page.context.route("**/*", answer)
    page.on("console", lambda said: told.append(said.text))
    page.on("pageerror", lambda error: told.append(str(error)))
    page.on("dialog", close)


def test_nothing_an_author_writes_runs_or_loads_or_is_foreign(browser: Browser, client: FlaskClient) -> None:
    assert len(HOSTILE) >= 60
    told: list[str] = []
    page = browser.new_context(viewport={"width": 360, "height": 740}).new_page()
    listening(page, client, told)
    addresses = [f"/en/c/ip/p{number}{kind}" for number in range(len(HOSTILE)) for kind in ("", "-quiz")]
    faults: dict[str, list[str]] = {}
    for address in ["/en/c/ip", "/en/c/ip/print", *addresses]:
        told.clear()
        shown = page.goto(HOST + address, wait_until="load")
        assert shown, address
        assert shown.status == 200, address
        page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true })")
        found = [*told, *page.evaluate(FOREIGN)]
        if found:
            faults[address] = found
    page.context.close()
    assert faults == {}
