"""Code that does next to nothing and is no stub: `idle/ASSIGNMENT/*.py`. It earns nothing in what it defines.

The first line of each file says what it does instead of its task.
"""

from functools import lru_cache
from pathlib import Path

import pytest

from autograder.grading import Run, grade
from autograder.result import Result
from autograder.submissions import Submission

FILES = sorted((Path(__file__).parent / "idle").glob("*/*.py"))
SEED = 20261126


@lru_cache
def results(assignment: str) -> dict[str, Result]:
    submissions = [Submission(path.stem, path) for path in FILES if path.parts[-2] == assignment]
    return {result.student: result for result in grade(Run(assignment, SEED), submissions, jobs=2)}


@pytest.mark.parametrize("path", FILES, ids=[f"{path.parts[-2]}/{path.stem}" for path in FILES])
def test_it_earns_nothing(path):
    result = results(path.parts[-2])[path.stem]
    assert result.status in ("graded", "crashed")
    assert [(e.name, t.name) for e in result.exercises for t in e.tests if t.outcome == "passed"] == []
