"""How many cases the tests of hostile bytes try: some dozens, or as many as FUZZ says (`FUZZ=1000 pytest …`)."""

import os

from hypothesis import HealthCheck, settings

CASES = int(os.environ.get("FUZZ", "75"))


def many(cases: int = CASES) -> settings:
    """The same cases in every run, however long each takes; `many(max(60, CASES))`: no fewer than 60."""
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
