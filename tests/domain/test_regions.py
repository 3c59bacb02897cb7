from __future__ import annotations

from collections import Counter

import pytest

from elearn.domain.community import RALOS
from elearn.domain.regions import COUNTRIES, ralo_of


def test_every_code_has_one_ralo_and_the_regions_have_the_sizes_of_the_list() -> None:
    assert Counter(ralo_of(country) for country in COUNTRIES) == {
        "AFRALO": 55,
        "APRALO": 73,
        "EURALO": 77,
        "LACRALO": 36,
        "NARALO": 8,
    }
    assert len(COUNTRIES) == len(set(COUNTRIES)) == 249
    assert set(map(ralo_of, COUNTRIES)) == set(RALOS)


@pytest.mark.parametrize(
    ("country", "ralo"),
    [
        # confirmed exceptions: territories go with the country of their citizens
        ("AS", "NARALO"),
        ("GU", "NARALO"),
        ("MP", "NARALO"),
        ("PR", "NARALO"),
        ("PF", "EURALO"),
        ("NC", "EURALO"),
        ("WF", "EURALO"),
        ("PN", "EURALO"),
        ("KY", "EURALO"),
        ("SX", "LACRALO"),
        # the UN's areas, where everyday geography says otherwise
        ("MX", "LACRALO"),
        ("AM", "APRALO"),
        ("AZ", "APRALO"),
        ("GE", "APRALO"),
        ("CY", "APRALO"),
        ("TR", "APRALO"),
        ("IL", "APRALO"),
        # codes that tools read as a boolean or as "missing"
        ("NO", "EURALO"),
        ("NA", "AFRALO"),
        # one of each for the rest
        ("KE", "AFRALO"),
        ("JP", "APRALO"),
        ("FR", "EURALO"),
        ("BR", "LACRALO"),
        ("CA", "NARALO"),
    ],
)
def test_a_country_belongs_to(country: str, ralo: str) -> None:
    assert ralo_of(country) == ralo


@pytest.mark.parametrize("country", ["", "XK", "ke", "KEN", " KE", "EU", "no", "None", "А1"])
def test_no_country_no_ralo(country: str) -> None:
    assert ralo_of(country) is None
