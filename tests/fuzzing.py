"""How many cases the property-based tests try: some dozens, or as many as FUZZ says (`FUZZ=10000 make test`)."""

import os

from hypothesis import HealthCheck, settings

CASES = int(os.environ.get("FUZZ", "75"))


def many(cases: int = CASES) -> settings:
    """The same cases in every run, however long each takes."""
    return settings(
        derandomize=True,
        max_examples=cases,
        deadline=None,
        database=None,
        suppress_health_check=[
            HealthCheck.too_slow,
            HealthCheck.data_too_large,
            HealthCheck.large_base_example,
        ],
    )
