"""The exponent that the bench fits to measured costs."""

from __future__ import annotations

import pytest

from tests.bench.growth import exponent

SIZES = (10_000, 100_000, 1_000_000)


@pytest.mark.parametrize(
    ("costs", "expected"),
    [((5, 5, 5), 0), ((1, 10, 100), 1), ((1, 100, 10_000), 2), ((1, 10**0.5, 10), 0.5), ((9, 3, 1), -0.4771)],
)
def test_the_exponent_of_what_was_measured(costs: tuple[float, ...], expected: float) -> None:
    assert exponent(SIZES, costs) == pytest.approx(expected, abs=1e-4)
