"""Schedules of phones, laptops and restores on bad lines: nothing is lost or altered, and every broken rule is caught.

`python -m tests.bench.sync_model` runs a thousand of them.
"""

from __future__ import annotations

import pytest

from tests.bench.sync_model import MUTANTS, find_caught, run_schedule

# Where each mutant does harm; looking for it again would take most of the time of these tests.
HARMED = {"no epoch": (5, 19), "no ack": (1, 4, 17), "no rotate": (1, 2, 4), "no gaps": (3, 15, 21)}


@pytest.mark.parametrize("seed", range(24))
def test_nothing_is_lost_or_altered_on_lines_that_lose_what_they_carry(seed: int) -> None:
    outcome = run_schedule(seed)
    assert outcome.good, outcome
    assert outcome.made > 50


@pytest.mark.parametrize("mutant", MUTANTS)
def test_a_broken_rule_is_caught(mutant: str) -> None:
    caught = find_caught(mutant, HARMED[mutant])
    assert caught is not None
