"""Counting tries outside of the database: in Redis for all workers together, or in this process while it is away."""

from __future__ import annotations

import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Protocol

from elearn.domain.throttling import BackOff, count_after, retry_after
from elearn.exchange.resp import RedisLine, RedisPlace

TIMEOUT_S = 0.25
# After a failure Redis is left alone for so long: a server that hangs costs one try in five seconds its timeout.
PAUSE_S = 5.0
IDLE_LINES = 4
PREFIX = "elearn:try:"
MOST_KEYS = 20_000

# The rule of domain/throttling.py, in one step that no other try can come between; times in milliseconds, and ours: a
# clock that differs a little between machines moves a wait by as much. Returns the longest wait, 0 when it was counted.
TAKE = """
local now, longest, counted = tonumber(ARGV[1]), 0, {}
for number, key in ipairs(KEYS) do
  local at = number * 4 - 2
  local free, first = tonumber(ARGV[at]), tonumber(ARGV[at + 1])
  local cap, memory = tonumber(ARGV[at + 2]), tonumber(ARGV[at + 3])
  local kept = redis.call('HMGET', key, 'n', 'at')
  local tries, last = tonumber(kept[1] or 0), tonumber(kept[2] or 0)
  if now - last >= memory then tries = 0 end
  counted[number] = tries
  local wait = 0
  if tries >= free then wait = math.min(cap, first * 2 ^ math.min(tries - free, 20)) end
  if last - now > cap then wait = 0 end
  longest = math.max(longest, math.min(wait, last + wait - now))
end
if longest > 0 then return math.ceil(longest) end
for number, key in ipairs(KEYS) do
  redis.call('HSET', key, 'n', counted[number] + 1, 'at', ARGV[1])
  redis.call('PEXPIRE', key, ARGV[number * 4 + 1])
end
return 0
"""
GIVE_BACK = (
    "if tonumber(redis.call('HGET', KEYS[1], 'n') or 0) > 0 then return redis.call('HINCRBY', KEYS[1], 'n', -1) end"
)

log = logging.getLogger("elearn.limits")


class Tries(Protocol):
    """Where tries are counted. Keys tell nobody whose they are (`throttling.key_of`)."""

    def take(self, rules: Mapping[str, BackOff], now: datetime) -> int:
        """Count one try under every key, or none: the whole seconds to wait."""

    def forget(self, key: str) -> None:
        """No try of this key counts any longer."""

    def give_back(self, key: str) -> None:
        """One try less, never below none."""


class OwnTries:
    """In this process only."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, tuple[int, datetime]] = OrderedDict()
        self._lock = threading.Lock()

    def take(self, rules: Mapping[str, BackOff], now: datetime) -> int:
        with self._lock:
            tries = {key: self._kept.get(key, (0, now)) for key in rules}
            waits = [retry_after(rules[key], failures=n, last_at=at, now=now) for key, (n, at) in tries.items()]
            if any(waits):
                return max(waits)
            for key, (failures, last_at) in tries.items():
                counted = count_after(rules[key], failures=failures, last_at=last_at, now=now)
                self._kept[key] = (counted + 1, now)
                self._kept.move_to_end(key)
            while len(self._kept) > MOST_KEYS:
                self._kept.popitem(last=False)
        return 0

    def forget(self, key: str) -> None:
        with self._lock:
            self._kept.pop(key, None)

    def give_back(self, key: str) -> None:
        with self._lock:
            if key in self._kept:
                failures, last_at = self._kept[key]
                self._kept[key] = (max(0, failures - 1), last_at)


class RedisTries:
    """In Redis; while it does not answer, in this process: people get in, and a guesser gets a little more."""

    def __init__(self, url: str) -> None:
        self._place = RedisPlace.read(url)
        self._own = OwnTries()
        self._idle: list[RedisLine] = []
        self._lock = threading.Lock()
        self._away_until = float("-inf")
        self._away = False

    @property
    def away(self) -> bool:
        """Whether it did not answer when it was last asked; a look, when nobody has asked for a while."""
        self._ask(lambda line: line.ask("PING"))
        return self._away

    def take(self, rules: Mapping[str, BackOff], now: datetime) -> int:
        keys, numbers = [PREFIX + key for key in rules], [str(round(now.timestamp() * 1000))]
        for rule in rules.values():
            lengths = (rule.first, rule.cap, rule.memory)
            numbers += [str(rule.free), *(str(round(length.total_seconds() * 1000)) for length in lengths)]
        waited = self._ask(lambda line: line.ask("EVAL", TAKE, str(len(keys)), *keys, *numbers))
        return -(-waited // 1000) if isinstance(waited, int) else self._own.take(rules, now)

    def forget(self, key: str) -> None:
        self._own.forget(key)
        self._ask(lambda line: line.ask("DEL", PREFIX + key))

    def give_back(self, key: str) -> None:
        self._own.give_back(key)
        self._ask(lambda line: line.ask("EVAL", GIVE_BACK, "1", PREFIX + key))

    def close(self) -> None:
        """Hang up; the next try opens a line again."""
        with self._lock:
            idle, self._idle = self._idle, []
        for line in idle:
            line.close()

    def _ask(self, question: Callable[[RedisLine], object]) -> object:
        """None when Redis cannot be asked now."""
        if time.monotonic() < self._away_until:
            return None
        try:
            answer = self._ask_somehow(question)
        except OSError as error:
            self._away_until = time.monotonic() + PAUSE_S
            if not self._away:
                log.warning("Redis does not answer, each process counts for itself: %s", type(error).__name__)
            self._away = True
            return None
        if self._away:
            log.warning("Redis answers again")
        self._away = False
        return answer

    def _ask_somehow(self, question: Callable[[RedisLine], object]) -> object:
        with self._lock:
            line = self._idle.pop() if self._idle else None
        if line is not None:  # it may have been closed while it lay idle: then once more on a new one
            with suppress(OSError):
                return self._ask_on(line, question)
        return self._ask_on(RedisLine(self._place, timeout=TIMEOUT_S), question)

    def _ask_on(self, line: RedisLine, question: Callable[[RedisLine], object]) -> object:
        try:
            answer = question(line)
        except BaseException:
            line.close()
            raise
        with self._lock:
            if len(self._idle) < IDLE_LINES:
                self._idle.append(line)
                return answer
        line.close()
        return answer
