"""`SUBMISSION=FILE python -m pytest benchmarks/plain_pytest`: everything in one process, nothing confined."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))

import plain


@pytest.fixture(scope="session")
def recorded():
    subject = plain.submission()
    return {exercise: plain.check(subject, exercise) for exercise in plain.SUITE.exercises}


@pytest.fixture
def check(request, recorded):
    if request.node.get_closest_marker("gpu"):
        pytest.skip("needs a GPU")
    return recorded[request.node.get_closest_marker("exercise").args[0]]
