"""`python -m tests.bench.sync_model`: phones, workshop laptops and a centre on lines that lose what they carry.

The centre is the real one (`services.sync.take_batch`, `services.learning.ingest`) on SQLite in memory. Phones and
laptops keep to the rules that the browser and the workshop laptop have to keep to. A schedule is made of its seed:
events are made, requests and replies get lost, come twice, late and in another order, phones are cloned, laptops hand
on each other's events, and the centre is restored: from a backup (it has another epoch then), or, in every third
schedule, by somebody who copied a file back and told nobody. At the end every event that was ever made must be at the
centre once, as it was made. A mutant breaks one rule of the phones, and must be caught.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import timedelta
from random import Random

from sqlalchemy import select

from elearn.domain.events import Event, event_text
from elearn.domain.sync import Batch
from elearn.services.learning import ingest
from elearn.services.sync import Answer, find_missing, take_batch
from elearn.storage.events import EventRow, list_known
from tests.bench.sync_parties import AT_ONCE, PEOPLE, Centre, Laptop, Phone
from tests.makers import NOW
from tests.published import lesson_done, picture, quiz_sent, uid

MUTANTS = ("no epoch", "no ack", "no rotate", "no gaps")
LOSS = TWICE = 0.35
STEPS = 90


@dataclass(frozen=True)
class Outcome:
    """Of one schedule. `faults` are broken promises that lose nothing yet."""

    made: int
    restores: int
    lost: int
    altered: int
    faults: tuple[str, ...]

    @property
    def good(self) -> bool:
        return not (self.lost or self.altered or self.faults)


class World:
    """One schedule."""

    def __init__(self, seed: int, mutant: str) -> None:
        self.chance = Random(seed)  # noqa: S311 - the same schedule for the same seed
        self.told = seed % 3 != 0  # somebody may restore and tell nobody; then no phone is cloned
        self.centre = Centre()
        people = PEOPLE[: self.chance.randint(4, len(PEOPLE))]
        self.phones = [Phone(uid(name), name, uid(f"phone {name}"), mutant) for name in people]
        self.laptops = [Laptop(f"laptop {number}") for number in range(3)]
        self.late: list[tuple[str, Batch]] = []
        self.made: dict[str, Event] = {}

    def run(self) -> Outcome:
        acts = [self._make] * 10 + [self._flush] * 8 + [self._workshop] * 3 + [self._forward] * 2
        acts += [self._hand_on, self._come_late, self.centre.back_up, self._restore, self._clone]
        for _ in range(STEPS):
            self.centre.now += timedelta(seconds=2)  # late copies stay within what a clock may be off
            self.chance.choice(acts)()
        self._come_to_rest()
        return self._judge()

    def _event(self, person: str) -> Event:
        name = f"event {len(self.made)}"
        kind = self.chance.random()
        if kind < 0.1:
            event = quiz_sent(name, "x", {"bits": self.chance.choice("ab")})
        elif kind < 0.3:
            event = lesson_done(name, "x")
        else:
            event = Event(uid(name), "note", NOW, b={"text": name})
        return replace(event, u=person, at=NOW - timedelta(hours=self.chance.randint(1, 99)))

    def _make(self) -> None:
        phone = self.chance.choice(self.phones)
        for _ in range(self.chance.randint(1, 8)):
            self._make_on(phone)

    def _make_on(self, phone: Phone) -> str:
        event = self._event(phone.person)
        phone.add(event)
        self.made[event.id] = phone.kept[event.id]
        return event.id

    def _workshop(self) -> None:
        laptop = self.chance.choice(self.laptops)
        event = self._event(self.chance.choice(self.phones).person)
        laptop.add(event)
        self.made[event.id] = laptop.log[event.id]

    def _flush(self) -> None:
        self._flush_one(self.chance.choice(self.phones), loss=LOSS)

    def _flush_one(self, phone: Phone, *, loss: float) -> Answer | None:
        batch = phone.next_batch(self.chance, self.centre.now)
        if self.chance.random() < loss:
            return None
        if loss and self.chance.random() < TWICE:
            self.late.append((phone.token, batch))
        answer = take_batch(self.centre.session, token=phone.token, batch=batch, now=self.centre.now)
        if self.chance.random() < loss:
            return None
        phone.hear(answer, uid(f"anew {self.chance.random()}"))
        return answer

    def _come_late(self) -> None:
        """A copy of a request arrives after others that were sent later."""
        if self.late:
            token, batch = self.late.pop(self.chance.randrange(len(self.late)))
            take_batch(self.centre.session, token=token, batch=batch, now=self.centre.now)

    def _hand_on(self) -> None:
        giver, taker = self.chance.sample(self.laptops, 2)
        taker.take(giver.log.values())

    def _forward(self) -> None:
        self._forward_one(self.chance.choice(self.laptops), loss=LOSS)

    def _forward_one(self, laptop: Laptop, *, loss: float) -> None:
        if laptop.epoch != self.centre.epoch():
            laptop.epoch, laptop.sent = self.centre.epoch(), 0
        events = list(laptop.log.values())[laptop.sent : laptop.sent + AT_ONCE]
        if self.chance.random() < loss:
            return
        self.chance.shuffle(events)
        receipts = ingest(self.centre.session, events, recv_from=laptop.name, now=self.centre.now)
        if self.chance.random() >= loss and all(receipt.status == "acked" for receipt in receipts):
            laptop.sent += len(events)

    def _restore(self) -> None:
        if self.chance.random() < 0.5:
            self.centre.restore(told=self.told)
            if not self.told:  # a laptop compares digests, and sends everything where they differ
                for laptop in self.laptops:
                    laptop.sent = 0

    def _clone(self) -> None:
        if self.told and len(self.phones) < 12 and self.chance.random() < 0.5:
            self.phones.append(deepcopy(self.chance.choice(self.phones)))

    def _come_to_rest(self) -> None:
        """The line is good from here on: everybody sends until nothing waits and nothing is missing."""
        for phone in self.phones:
            self._send_all(phone)
        for laptop in self.laptops:
            while laptop.epoch != self.centre.epoch() or laptop.sent < len(laptop.log):
                self._forward_one(laptop, loss=0)

    def _send_all(self, phone: Phone) -> None:
        for _ in range(100):
            self.centre.now += timedelta(seconds=2)
            self._flush_one(phone, loss=0)
            if not phone.waiting:
                break

    def _judge(self) -> Outcome:
        faults = [*self._still_forked(), *self._still_missing()]
        stored = list_known(self.centre.session, self.made)
        lost = self.made.keys() - stored.keys()
        altered = [name for name, one in stored.items() if event_text(one.event) != event_text(self.made[name])]
        if not lost and not self._folds_alike():
            faults.append("folds otherwise")
        return Outcome(len(self.made), self.centre.restores, len(lost), len(altered), tuple(faults))

    def _still_forked(self) -> Iterator[str]:
        """A phone that was told to count anew does: its next but one event has a number of its own."""
        for phone in self.phones:
            for _ in range(3):
                last = self._make_on(phone)
                self._send_all(phone)
            flags = self.centre.session.scalar(select(EventRow.flag).where(EventRow.id == last))
            if flags:
                yield f"forked for ever: {flags}"

    def _still_missing(self) -> Iterator[str]:
        for phone in self.phones:
            if find_missing(self.centre.session, phone.dev, phone.seq):
                yield "numbers are missing"

    def _folds_alike(self) -> bool:
        """All that was made, taken in at once and in the order of making, gives the same rows."""
        other = Centre()
        ingest(other.session, list(self.made.values()), recv_from="all", now=self.centre.now)
        alike = picture(other.session) == picture(self.centre.session)
        other.close()
        return alike


@contextmanager
def world(seed: int, mutant: str) -> Iterator[World]:
    made = World(seed, mutant)
    try:
        yield made
    finally:
        made.centre.close()


def run_schedule(seed: int, mutant: str = "") -> Outcome:
    with world(seed, mutant) as schedule:
        return schedule.run()


def find_caught(mutant: str, seeds: Iterable[int]) -> tuple[int, Outcome] | None:
    """The first of these schedules in which this mutant does harm."""
    for seed in seeds:
        outcome = run_schedule(seed, mutant)
        if not outcome.good:
            return seed, outcome
    return None


def main() -> int:
    parser = argparse.ArgumentParser(prog="sync_model", description=__doc__)
    parser.add_argument("--schedules", type=int, default=1_000)
    parser.add_argument("--mutant-schedules", type=int, default=100)
    options = parser.parse_args()
    failed = _report("every rule kept", "", options.schedules, must_fail=False)
    for mutant in MUTANTS:
        failed |= _report(mutant, mutant, options.mutant_schedules, must_fail=True)
    return int(failed)


def _report(name: str, mutant: str, schedules: int, *, must_fail: bool) -> bool:
    begun = time.process_time()
    outcomes = [run_schedule(seed, mutant) for seed in range(schedules)]
    sums = {part: sum(getattr(one, part) for one in outcomes) for part in ("made", "restores", "lost", "altered")}
    bad = sum(not one.good for one in outcomes)
    spent = time.process_time() - begun
    verdict = "ok" if (bad > 0) is must_fail else "FAILED"
    print(
        f"{name}: {schedules} schedules, {sums['made']:,} events, {sums['restores']:,} restores, {sums['lost']} lost, "
        f"{sums['altered']} altered, {bad} schedules with faults, {spent:.0f} s of CPU: {verdict}",
        flush=True,
    )
    return verdict != "ok"


if __name__ == "__main__":
    sys.exit(main())
