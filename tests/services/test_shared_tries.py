"""Tries in Redis: the same rule as in the database, all workers together, and what happens when Redis goes away."""

from __future__ import annotations

import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from elearn.domain.errors import Throttled
from elearn.domain.throttling import RULES, BackOff, retry_after
from elearn.exchange.resp import RedisError, RedisLine, RedisPlace, encode
from elearn.extensions import open_session
from elearn.services import shared_tries
from elearn.services.shared_tries import OwnTries, RedisTries, Tries
from elearn.services.throttling import count_elsewhere, forgive, give_back, take_try
from elearn.storage.accounts import Throttle
from tests.makers import NOW
from tests.redis_server import running_redis

RULE = RULES["sign-in-account"]
SUBJECT = {"sign-in-account": "aissatou@exemple.sn"}


def need_redis() -> None:
    if not shutil.which("redis-server"):
        pytest.skip("UNCHECKED: `redis-server` is not installed: apt install redis-server")


@pytest.fixture(scope="module")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    need_redis()
    with running_redis(tmp_path_factory.mktemp("redis"), password="p@ss word") as redis:
        yield redis.url


@pytest.fixture(params=["redis", "process"])
def tries(request: pytest.FixtureRequest) -> Iterator[Tries]:
    if request.param == "process":
        yield OwnTries()
        return
    with closing(RedisLine(RedisPlace.read(request.getfixturevalue("redis_url")), timeout=5)) as line:
        line.ask("FLUSHALL")
    with closing(RedisTries(request.getfixturevalue("redis_url"))) as tries:
        yield tries


@pytest.mark.parametrize("name", sorted(RULES))
def test_the_rule_is_the_one_of_the_database(tries: Tries, name: str) -> None:
    """Twenty tries, each as early as it may be, and one a second too early that counts nothing."""
    rule, now, failures, last_at = RULES[name], NOW, 0, NOW
    for _ in range(rule.free + 8):
        wait = retry_after(rule, failures=failures, last_at=last_at, now=now)
        assert tries.take({name: rule}, now) == wait
        if wait:
            now += timedelta(seconds=wait)
            assert tries.take({name: rule}, now - timedelta(seconds=1)) == 1
            assert tries.take({name: rule}, now) == 0
        failures, last_at = failures + 1, now
    assert tries.take({name: rule}, now + rule.memory) == 0


def test_one_that_waits_holds_the_other_uncounted(tries: Tries) -> None:
    strict = BackOff(1, timedelta(seconds=2), timedelta(seconds=60), timedelta(hours=1))
    assert tries.take({"a": strict, "b": strict}, NOW) == 0
    tries.forget("b")
    assert tries.take({"a": strict, "b": strict}, NOW) == 2
    assert tries.take({"b": strict}, NOW) == 0
    for _ in range(3):
        tries.give_back("a")
    assert tries.take({"a": strict}, NOW) == 0
    assert tries.take({"a": strict}, NOW) == 2
    yesterday = NOW - timedelta(days=1)
    assert tries.take({"a": strict}, yesterday) == 0, "the clock was set back"
    assert tries.take({"a": strict}, yesterday) > 0, "by the right clock the count goes on"


def test_two_workers_count_together(redis_url: str) -> None:
    """Fifty at once through two workers: five are let in."""
    workers = [RedisTries(redis_url), RedisTries(redis_url)]
    let_in: list[int] = []
    key = {"together": RULE}

    def guess(number: int) -> None:
        let_in.append(workers[number % 2].take(key, NOW))

    guesses = [threading.Thread(target=guess, args=(number,)) for number in range(50)]
    for one in guesses:
        one.start()
    for one in guesses:
        one.join()
    for worker in workers:
        worker.close()
    assert sorted(let_in)[:6] == [0, 0, 0, 0, 0, 2]


def test_signing_in_counts_there_and_not_in_the_database(tries: Tries, sqlite_url: str) -> None:
    with open_session(sqlite_url) as session:
        count_elsewhere(session, tries)
        for _ in range(RULE.free):
            take_try(session, SUBJECT, now=NOW)
        with pytest.raises(Throttled) as refused:
            take_try(session, SUBJECT, now=NOW)
        assert refused.value.retry_after == 2
        forgive(session, *next(iter(SUBJECT.items())))
        take_try(session, SUBJECT, now=NOW)
        give_back(session, *next(iter(SUBJECT.items())))
        take_try(session, {"sign-in-account": ""}, now=NOW)
        assert session.scalar(select(func.count()).select_from(Throttle)) == 0


def test_without_redis_each_process_counts_for_itself(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Told once and not with each try; asked again after the pause; what it counted before is not needed."""
    need_redis()
    monkeypatch.setattr(shared_tries, "PAUSE_S", 0.0)
    with running_redis(tmp_path) as redis:
        tries = RedisTries(redis.url)
        assert not tries.away
        assert [tries.take({"k": RULE}, NOW) for _ in range(3)] == [0, 0, 0]
        redis.kill()
        assert [tries.take({"k": RULE}, NOW) for _ in range(6)] == [0, 0, 0, 0, 0, 2]
        assert tries.away
        redis.start()
        assert tries.take({"k": RULE}, NOW) == 0
        assert not tries.away
        tries.close()
    said = [record.message for record in caplog.records if record.name == "elearn.limits"]
    assert said == [
        "Redis does not answer, each process counts for itself: ConnectionRefusedError",
        "Redis answers again",
    ]


@pytest.mark.parametrize("answer", [b"", b"hello\r\n", b"-ERR no\r\n", b":x\r\n", b"$9\r\nab\r\n", b"$99999999\r\n"])
def test_a_server_that_is_no_redis_counts_as_away(answer: bytes) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def speak() -> None:
            with server.accept()[0] as line:
                line.recv(65536)
                line.sendall(answer)

        speaker = threading.Thread(target=speak)
        speaker.start()
        tries = RedisTries(f"redis://127.0.0.1:{server.getsockname()[1]}")
        assert tries.take({"k": RULE}, NOW) == 0
        speaker.join()
    assert tries.away


def test_a_server_that_hangs_costs_a_quarter_of_a_second_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[float] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        tries = RedisTries(f"redis://127.0.0.1:{server.getsockname()[1]}")
        real = tries._ask_somehow  # noqa: SLF001 - how often the line is tried is what this is about

        def counted(question: Callable[[RedisLine], object]) -> object:
            asked.append(1.0)
            return real(question)

        monkeypatch.setattr(tries, "_ask_somehow", counted)
        assert [tries.take({"k": RULE}, NOW) for _ in range(3)] == [0, 0, 0]
    assert len(asked) == 1


def test_a_word_cannot_become_a_command() -> None:
    assert encode(("DEL", "a\r\nFLUSHALL")) == b"*2\r\n$3\r\nDEL\r\n$11\r\na\r\nFLUSHALL\r\n"


def test_a_wrong_password_is_a_refusal(redis_url: str) -> None:
    place = RedisPlace.read(redis_url)
    with pytest.raises(RedisError, match="WRONGPASS"):
        RedisLine(replace(place, password="another"), timeout=5)
