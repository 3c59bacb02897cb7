"""Every example of `deploy/` is read by the program that it is for; nginx is run in front of the site."""

from __future__ import annotations

import http.client
import json
import re
import shlex
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from config import ROOT, Config
from elearn.cli.main import elearn
from tests.bench.servers import free_port, wait_until_up
from tests.cli.conftest import site_url
from tests.deploy.examples import DEPLOY, laid_out, need

__all__ = ["site_url"]  # a fixture, lent
UNITS = ("elearn.service", "elearn-jobs.service", "elearn-backup.service")
OTHERS = ("elearn.socket", "elearn-backup.timer")


def test_systemd_reads_the_units(tmp_path: Path) -> None:
    """Verified as they are, but for the place of the checkout: an unknown word or a missing program is a complaint."""
    analyze = need("systemd-analyze")
    paths = laid_out(tmp_path, *UNITS, **{"/opt/elearn": str(ROOT)}) + laid_out(tmp_path, *OTHERS)
    done = subprocess.run([analyze, "verify", "--man=no", *paths], capture_output=True, text=True, check=False)
    ours = [line for line in done.stderr.splitlines() if "elearn" in line]
    assert ours == []
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("unit", UNITS)
def test_the_units_give_little_away(unit: str) -> None:
    """systemd's own measure of exposure, 0 to 10; above 5 it calls a unit anything but fine."""
    analyze = need("systemd-analyze")
    command = [analyze, "security", "--offline=true", "--no-pager", "--threshold=50", str(DEPLOY / unit)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-500:] + done.stderr


@pytest.mark.parametrize("unit", UNITS)
def test_the_commands_of_the_units_are_ours(unit: str) -> None:
    [line] = re.findall(r"^ExecStart=(.*)$", (DEPLOY / unit).read_text(), re.MULTILINE)
    program, flag, module, *words = shlex.split(line)
    assert (program, flag, module) == ("/opt/elearn/.venv/bin/python", "-m", "elearn.cli")
    assert CliRunner().invoke(elearn, [*words, "--help"]).exit_code == 0


def test_the_environment_file_can_be_read(tmp_path: Path) -> None:
    """Also with every line that is commented out."""
    lines = [line.removeprefix("# ") for line in (DEPLOY / "elearn.env").read_text().splitlines() if "=" in line]
    settings = dict(line.split("=", 1) for line in lines)
    settings["INSTANCE_PATH"] = str(tmp_path)
    config = Config.from_environment(settings)
    assert config.secure
    assert config.trusted_proxies == 1
    assert config.mail_url
    documented = (ROOT / "docs/operators/README.md").read_text()
    assert [name for name in settings if f"`{name}`" not in documented] == []


def test_caddy_reads_its_file(tmp_path: Path) -> None:
    caddy = need("caddy")
    env = {"HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path)}
    for verb in (["validate"], ["adapt"]):
        command = [caddy, *verb, "--adapter", "caddyfile", "--config", str(DEPLOY / "Caddyfile")]
        done = subprocess.run(command, capture_output=True, text=True, env=env, check=False)
        assert done.returncode == 0, done.stderr
    assert "127.0.0.1:8000" in json.dumps(json.loads(done.stdout))


def test_the_container_file_copies_what_is_there_and_leaves_out_what_is_not_wanted() -> None:
    """No builder of images runs in the tests, so this reads the file as one would: steps, sources, the command."""
    text = re.sub(r"\\\n", " ", (DEPLOY / "Containerfile").read_text())
    steps = [line.split(maxsplit=1) for line in text.splitlines() if line and not line.startswith("#")]
    known = {"FROM", "WORKDIR", "COPY", "RUN", "ENV", "USER", "VOLUME", "EXPOSE", "STOPSIGNAL", "HEALTHCHECK", "CMD"}
    assert {name for name, _ in steps} <= known
    ignored = (ROOT / ".containerignore").read_text().split()
    for name, rest in steps:
        if name == "COPY" and not rest.startswith("--from"):
            for source in rest.split()[:-1]:
                assert (ROOT / source).exists(), source
                assert source not in ignored
    [command] = [json.loads(rest) for name, rest in steps if name == "CMD"]
    assert command[:3] == ["python", "-m", "elearn.cli"]
    assert CliRunner().invoke(elearn, [command[3], "--help"]).exit_code == 0
    assert [rest for name, rest in steps if name == "USER"] == ["10001"], "never as root"


@contextmanager
def nginx(folder: Path, upstream: int) -> Iterator[int]:
    """nginx with our file, a certificate of its own, and ports that are free; the port of its TLS."""
    program, plain, secure = need("nginx"), free_port(), free_port()
    subject = ["-subj", "/CN=learn.example.org", "-addext", "subjectAltName=DNS:learn.example.org"]
    key, certificate = folder / "privkey.pem", folder / "fullchain.pem"
    request = [need("openssl"), "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    subprocess.run([*request, *subject, "-keyout", key, "-out", certificate], capture_output=True, check=True)
    ports = {"[::]:80": f"[::1]:{plain}", "[::]:443": f"[::1]:{secure}"}
    files = {"/etc/letsencrypt/live/learn.example.org/": f"{folder}/", "127.0.0.1:8000": f"127.0.0.1:{upstream}"}
    own = {"listen 80;": f"listen 127.0.0.1:{plain};", "listen 443 ": f"listen 127.0.0.1:{secure} "}
    [site] = laid_out(folder, "nginx.conf", **ports, **files, **own)
    temporary = "".join(f"{name}_temp_path {folder}/{name};" for name in ("client_body", "proxy"))
    unused = "".join(f"{name}_temp_path {folder}/{name};" for name in ("fastcgi", "uwsgi", "scgi"))
    main = folder / "main.conf"
    main.write_text(
        f"daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log; events {{}}\n"
        f"http {{ {temporary} {unused} include {site}; }}\n"
    )
    checked = subprocess.run([program, "-t", "-c", main], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr
    assert "warn" not in checked.stderr.replace("ssl_stapling", "")
    with subprocess.Popen([program, "-c", main], stderr=subprocess.DEVNULL) as process:
        try:
            yield secure
        finally:
            process.terminate()


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]


def ask(port: int, method: str, path: str, body: bytes = b"", **headers: str) -> Answer:
    context = ssl._create_unverified_context()  # noqa: S323, SLF001 - the certificate was made a moment ago
    deadline = time.monotonic() + 20
    while True:
        connection = http.client.HTTPSConnection("127.0.0.1", port, timeout=30, context=context)
        try:
            connection.request(method, path, body, {"Host": "learn.example.org", **headers})
            answer = connection.getresponse()
            answer.read()
            return Answer(answer.status, {name.lower(): value for name, value in answer.getheaders()})
        except ConnectionRefusedError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        finally:
            connection.close()


def test_nginx_in_front_of_the_site(site_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert site_url
    monkeypatch.setenv("TRUSTED_PROXIES", "1")
    port, log = free_port(), tmp_path / "site.log"
    command = [sys.executable, "-m", "elearn.cli", "serve", "--port", str(port), "--workers", "1"]
    with log.open("w") as file, subprocess.Popen(command, cwd=ROOT, stderr=file) as process:
        try:
            wait_until_up(port, "/readyz", process)
            with nginx(tmp_path, port) as secure:
                page = ask(secure, "GET", "/en/c/ip")
                assert (page.status, "strict-transport-security" in page.headers) == (200, True)
                assert page.headers["etag"]
                assert page.headers["server"] == "nginx"
                for closed in ("/metrics", "/readyz"):
                    assert ask(secure, "GET", closed).status == 404
                assert ask(secure, "POST", "/en/sign-in", b"x" * 1_100_000).status == 413
                form = {"Content-Type": "application/x-www-form-urlencoded", "X-Forwarded-For": "203.0.113.9"}
                wrong = ask(secure, "POST", "/en/sign-in", b"email=a%40example.org&password=x", **form)
                assert wrong.status == 422
                foreign = ask(secure, "POST", "/en/sign-in", b"email=a", Origin="https://evil.example", **form)
                assert foreign.status == 403
                assert ask(secure, "GET", "/en/nowhere").status == 404
        finally:
            process.terminate()
            process.wait(40)
    lines = [json.loads(line) for line in log.read_text().splitlines() if line.startswith("{")]
    assert [line["status"] for line in lines] == [403, 404]
    assert all(re.fullmatch("[0-9a-f]{32}", line["request"]) for line in lines)
    assert "203.0.113.9" not in log.read_text()
