"""The scaled layout, as `deploy/scaled` starts it: a release reaches all workers, and any process may be killed."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest
import yaml

from config import Config
from elearn.cli.main import VERBS
from tests.deploy.examples import DEPLOY, need
from tests.scaled.killing import WITHIN_S, kill_in_turn, write_courses
from tests.scaled.layout import Layout, running_layout, wait_for

SECRETS = ("POSTGRES_PASSWORD", "REDIS_PASSWORD", "SECRET_KEY")


def composed(**settings: str) -> subprocess.CompletedProcess[str]:
    """The compose file with these settings, as the program for it reads it: its schema and every reference."""
    command = [need("docker-compose"), "-f", str(DEPLOY / "compose.yaml"), "config"]
    env = {"PATH": os.environ["PATH"], **settings}
    return subprocess.run(command, capture_output=True, text=True, check=False, env=env, cwd=DEPLOY)


def test_the_compose_file_is_read_and_its_settings_are_ours(tmp_path: Path) -> None:
    given = dict.fromkeys(SECRETS, "k" * 40) | {"BASE_URL": "https://learn.example.org"}
    done = composed(**given)
    assert (done.returncode, "WARNING" in done.stderr) == (0, False), done.stderr
    services = yaml.safe_load(done.stdout)["services"]
    ours = {name: service for name, service in services.items() if service["image"] == "elearn:local"}
    assert set(ours) == {"prepare", "web1", "web2", "web3", "jobs"}
    for service in ours.values():
        assert service["command"][:3] == ["python", "-m", "elearn.cli"]
        assert service["command"][3] in VERBS
        config = Config.from_environment({**service["environment"], "INSTANCE_PATH": str(tmp_path)})
        assert all((config.replica_url, config.jobs_url, config.redis_url))
        assert config.trusted_proxies == 1
    assert [name for name, service in services.items() if service["image"].endswith(":latest")] == []
    assert [name for name in services if "ports" in services[name]] == ["proxy"], "nothing else is reached from outside"
    hosts = re.findall(r"server (\w+):8000", (DEPLOY / "nginx-scaled.conf").read_text())
    assert hosts == ["web1", "web2", "web3"]


@pytest.mark.parametrize("missing", [*SECRETS, "BASE_URL"])
def test_a_secret_that_is_missing_stops_it(missing: str) -> None:
    given = dict.fromkeys((*SECRETS, "BASE_URL"), "x")
    done = composed(**{name: value for name, value in given.items() if name != missing})
    assert done.returncode
    assert missing in done.stderr


def test_the_example_of_its_settings_names_them_all() -> None:
    text = (DEPLOY / "compose.yaml").read_text()
    named = set(re.findall(r"(?<!\$)\$\{(\w+)", text))
    given = {
        line.partition("=")[0] for line in (DEPLOY / "compose.env.example").read_text().splitlines() if "=" in line
    }
    assert named == given


@pytest.fixture(scope="module")
def layout(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Layout]:
    for program in ("nginx", "redis-server"):
        if not shutil.which(program, path=f"{os.environ['PATH']}:/usr/sbin"):
            pytest.skip(f"UNCHECKED: `{program}` is not installed, so nothing runs the scaled layout")
    with running_layout(write_courses(tmp_path_factory.mktemp("courses"))) as layout:
        yield layout


def ready(layout: Layout) -> list[int]:
    """The release of each worker, asked past the proxy."""
    releases = []
    for worker in layout.workers:
        with urlopen(f"http://127.0.0.1:{worker.port}/readyz", timeout=10) as answer:
            releases.append(json.load(answer)["release"])
    return releases


def test_a_release_reaches_all_workers(layout: Layout) -> None:
    """Each has a folder of its own: what one of them needs from another goes through the databases."""
    before = ready(layout)
    lesson = layout.courses / "ip/addresses/reading.md"
    lesson.write_text(lesson.read_text().replace("Every device needs", "Each device needs"))
    done = layout.elearn("publish", "--note", "One word")
    assert done.returncode == 0, done.stderr
    wait_for(lambda: ready(layout) == [number + 1 for number in before], 10)
    for worker in layout.workers:
        with urlopen(f"http://127.0.0.1:{worker.port}/fr/c/ip/ip-reading", timeout=10) as answer:
            page = answer.read().decode()
        assert "Each device needs" in page
        assert "Pas encore traduit" in page, "a machine that only serves speaks the reader's language"


def test_any_of_its_processes_may_be_killed(layout: Layout) -> None:
    """One kill of each, under load: what was confirmed is stored, once, and the service is back within ten seconds."""
    said: list[str] = []
    outcome = kill_in_turn(layout, answering=2, rest=0.2, say=said.append)
    assert len(outcome.blows) == 8
    assert outcome.lost == ()
    assert (outcome.doubled, outcome.halves) == (0, 0)
    assert outcome.told.strange == []
    assert len(outcome.told.confirmed) > 50, said
    assert max(blow.silence for blow in outcome.blows) < WITHIN_S, said
