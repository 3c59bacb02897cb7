"""docs/authors/first-module.md: every command in its order, every file as it is shown, every answer as promised."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

import pytest
import yaml

from tests.bench.servers import free_port
from tests.content.commits import IDENTITY

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs/authors/first-module.md"
FENCE = re.compile(r"^```(\S+)(?: ([^\n]+))?\n(.*?)^```$", re.DOTALL | re.MULTILINE)
KINDS = {"sh", "text", "markdown", "yaml"}
ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+")


@dataclass(frozen=True)
class Block:
    """A fenced block: `kind`, the words behind it, and what it holds."""

    kind: str
    words: str
    body: str


def read_blocks() -> list[Block]:
    return [Block(found[1], found[2] or "", found[3]) for found in FENCE.finditer(PAGE.read_text(encoding="utf-8"))]


@dataclass
class Terminal:
    """A shell whose folder and variables last from block to block. It begins in the folder of elearn."""

    state: Path
    environment: dict[str, str]

    def script(self, commands: str) -> list[str]:
        before = f'[ ! -f "{self.state}/env" ] || {{ . "{self.state}/env"; cd "$(cat "{self.state}/folder")"; }}'
        after = f'export -p > "{self.state}/env"; pwd > "{self.state}/folder"'
        return ["bash", "-c", f"set -e\n{before}\n{commands}\n{after}\n"]

    def run(self, commands: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self.script(commands),
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=240,
            check=False,
        )

    @property
    def folder(self) -> Path:
        return Path((self.state / "folder").read_text(encoding="utf-8").strip())

    @contextmanager
    def in_background(self, command: str) -> Iterator[tuple[int, str]]:
        """A server on a free port: the port, and the line that tells its address."""
        port = free_port()
        command = re.sub(r" --port \d+", "", command.strip())
        process = subprocess.Popen(
            self.script(f"exec {command} --port {port}"),
            cwd=ROOT,
            env={**self.environment, "PYTHONUNBUFFERED": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        try:
            assert process.stdout is not None
            said = ""
            while not (line := process.stdout.readline()).strip() or str(port) not in line or "invitation" in line:
                said += line
                assert line or process.poll() is None, said
            yield port, line
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.communicate(timeout=30)


def get(port: int, address: str) -> str:
    deadline = time.monotonic() + 60
    while True:
        try:
            connection = HTTPConnection("127.0.0.1", port, timeout=30)
            connection.request("GET", address)
            answer = connection.getresponse()
            body = answer.read().decode()
        except OSError:
            assert time.monotonic() < deadline
            time.sleep(0.2)
        else:
            assert answer.status == 200, address
            return body
        finally:
            connection.close()


def promised(said: str, expected: str) -> None:
    """Every line of the promise is in the output, in this order; `…` is whatever stands there."""
    lines = iter(said.splitlines())
    for line in expected.strip("\n").splitlines():
        wanted = re.compile(".*".join(re.escape(part) for part in line.strip().split("…")))
        assert any(wanted.fullmatch(shown.strip()) for shown in lines), f"{line!r} is not said:\n{said}"


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    kept = {name: value for name, value in os.environ.items() if name not in ("COURSES_PATH", "LANGUAGES")}
    for name in ("DATABASE_URL", "INSTANCE_PATH", "BASE_URL", "SECRET_KEY"):
        kept.pop(name, None)
    (tmp_path / "home").mkdir()
    (tmp_path / "state").mkdir()
    return Terminal(tmp_path / "state", {**kept, **IDENTITY, "HOME": str(tmp_path / "home"), "USER": "olivia"})


def test_the_page_does_what_it_says(terminal: Terminal) -> None:
    blocks = read_blocks()
    assert {block.kind for block in blocks} <= KINDS
    said, commands = "", 0
    with ExitStack() as servers:
        for block in blocks:
            if block.kind == "text":
                promised(said, block.body)
            elif block.kind != "sh":
                (terminal.folder / block.words).write_text(block.body, encoding="utf-8")
            elif block.words == "background":
                port, line = servers.enter_context(terminal.in_background(block.body))
                said = ADDRESS.sub(f"http://127.0.0.1:{8010 if 'preview' in block.body else 8000}", line)
                assert "Who keeps the list" in get(port, "/en/c/names/names-what-names-do")
                commands += 1
            else:
                done = terminal.run(
                    block.body if not block.words else f"{block.body.strip()} || status=$?\n[ $status = 1 ]"
                )
                said = done.stdout
                assert done.returncode == 0, f"{block.body}\n{said}"
                commands += len(block.body.strip().splitlines())
        assert "Quién guarda la lista" in get(port, "/es/c/names/names-what-names-do")
        assert "Check yourself: names" in get(port, "/en/c/names/names-quiz")
    assert commands > 20


def test_the_promised_addresses_are_on_the_page() -> None:
    text = PAGE.read_text(encoding="utf-8")
    for address in ("/en/c/names/names-what-names-do", "/es/c/names/names-what-names-do"):
        assert address in text
    for guide in (ROOT / "README.md", ROOT / "docs/authors/README.md"):
        assert "first-module.md" in guide.read_text(encoding="utf-8")


def hooks() -> list[tuple[str, dict[str, str]]]:
    """The hooks that the page shows, and those that this repository offers to others."""
    shown = next(block.body for block in read_blocks() if block.kind == "yaml")
    config = yaml.safe_load(shown)
    assert set(config) == {"repos"}
    assert [set(repo) for repo in config["repos"]] == [{"repo", "hooks"}]
    assert config["repos"][0]["repo"] == "local"
    own = [("page", hook) for hook in config["repos"][0]["hooks"]]
    offered = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    return [*own, *(("offered", hook) for hook in offered)]


@pytest.mark.parametrize(
    ("where", "hook"), hooks(), ids=lambda value: value["id"] if isinstance(value, dict) else value
)
def test_a_hook_is_one_that_pre_commit_takes(where: str, hook: dict[str, str], tmp_path: Path) -> None:
    """What pre-commit's own schema demands of a hook, and that its command does what it should with file names."""
    assert where
    assert (
        {"id", "name", "entry", "language"} <= set(hook) <= {"id", "name", "entry", "language", "files", "description"}
    )
    assert hook["language"] == "system"
    pattern = re.compile(hook["files"])
    assert pattern.search("courses/names/basics/what-names-do.es.md")
    assert not any(pattern.search(path) for path in ("README.md", "courses/ip/media/x.svg", "docs/courses/a.md"))
    folder = tmp_path / "courses/names"
    folder.mkdir(parents=True)
    (folder / "course.md").write_text('---\ntype: course\nid: names\ntitle: "N"\n---\n\nText.\n', encoding="utf-8")
    command = [*hook["entry"].split(), "courses/names/course.md"]
    environment = {**os.environ, "PATH": f"{ROOT / '.venv/bin'}:{os.environ['PATH']}"}
    environment.pop("COURSES_PATH", None)
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    if hook["id"] == "elearn-check":
        assert done.returncode == 1
        assert "courses/names/course.md:7:1: K001 [error]" in done.stdout
    else:
        assert done.returncode == 0
        assert "<!-- #_intro -->\nText." in (folder / "course.md").read_text(encoding="utf-8")
