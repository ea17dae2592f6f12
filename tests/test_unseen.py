"""Submissions written from the contract and the catalogue by somebody who had seen neither probes nor mistakes.

What is right earns everything with no mistake named, what is wrong loses points in its own exercise. How many are
named exactly is measured by `python tests/test_unseen.py [ASSIGNMENT …]` and asserted nowhere: whoever adds mistakes looks here.
"""

import re
import sys
from collections import Counter
from pathlib import Path
from zlib import crc32

import pytest

from autograder import suites
from autograder.answers import Answers
from autograder.grading import Run, grade
from autograder.result import Result
from autograder.submissions import Submission

FOLDER = Path(__file__).parent / "unseen"
SEED = 31
FILES = sorted(path for path in FOLDER.glob("*/*/*") if path.suffix in (".py", ".ipynb"))
WRONG = [path for path in FILES if path.parts[-2] != "right"]
# At 100 points, though wrong for who wrote them: most the contract leaves open, the others no probe sees.
FULL_MARKS = {
    f"{name}.py"
    for name in (
        "a3_validation/wrong/backward-in-validation--b", "a3_validation/wrong/missing-no-grad--d",
        "a5_metrics/wrong/imports-banned--1", "a6_experiment/wrong/patience-off-by-one--1",
        "a6_experiment/wrong/returns-tensor--3", "a6_experiment/wrong/returns-tensor--4",
    )
} | {"a3_validation/wrong/accumulate-tensor-loss--a.ipynb"}  # fmt: skip


def key(path: Path) -> str:
    return str(path.relative_to(FOLDER))


def of_the_fifth(path: Path) -> bool:
    """Every fifth of what is wrong, whatever is added, so that CI stays short."""
    return crc32(key(path).encode()) % 5 == 0 and key(path) not in FULL_MARKS


TESTED = sorted({*FILES} - {*WRONG} | {*filter(of_the_fifth, WRONG)})


class Results(dict):
    """File → its result, through the sandbox; an assignment is graded when first asked for."""

    def __init__(self, files: list[Path]) -> None:
        self.files = files

    def __missing__(self, path: Path) -> Result:
        assignment = path.parts[-3]
        mine = [Submission(key(other), other) for other in self.files if other.parts[-3] == assignment]
        for result in grade(Run(assignment, SEED), mine, jobs=2):
            self[FOLDER / result.student] = result
        return self[path]


@pytest.fixture(scope="module")
def results():
    return Results(TESTED)


def exercises_of(path: Path) -> list[str]:
    names = re.search(r"# exercises?: *([\w, ]+)", path.read_text("utf-8"))
    assert names, f"{path}: which exercise holds the mistake?"
    return [name.strip() for name in names[1].split(",")]


def some(kind: str):
    files = [path for path in TESTED if path.parts[-2] in kind.split()]
    return pytest.mark.parametrize("path", files, ids=[key(path) for path in files])


@some("right")
def test_what_is_right_earns_everything(path, results):
    result = results[path]
    tests = [
        (e.name, t.name, t.message)
        for e in result.exercises
        for t in e.tests
        if t.outcome not in ("passed", "skipped")
    ]
    assert (result.score, result.status, tests) == (100, "graded", [])
    assert not [mistake for exercise in result.exercises for mistake in exercise.mistakes]


@some("wrong two")
def test_what_is_wrong_loses_points(path, results):
    known = Answers(suites.load(path.parts[-3]), SEED).mistakes.get(re.sub(r"--\w+$", "", path.stem))
    if known and known.sometimes:
        pytest.skip("no probe sees this mistake under every seed")
    scores = {e.name: (e.score, e.max_score) for e in results[path].exercises}
    for exercise in exercises_of(path):
        score, most = scores[exercise]
        assert score < most, exercise


def main() -> None:
    """Prints what was named, file by file, and the counts."""
    wanted = sys.argv[1:] or suites.assignments()
    files = [path for path in FILES if path.parts[-2] in ("wrong", "two") and path.parts[-3] in wanted]
    counts: Counter[str] = Counter()
    results = Results(files)
    for path in files:
        result = results[path]
        wanted = set(re.sub(r"--\w+$", "", path.stem).split("+"))
        named = {mistake for exercise in result.exercises for mistake in exercise.mistakes}
        how = (
            "exactly"
            if named == wanted
            else "and more"
            if wanted <= named
            else "other"
            if named
            else "nothing"
        )
        counts[f"{path.parts[-2]} {how}"] += 1
        if how != "exactly":
            print(f"{key(path)}: named {sorted(named) or 'nothing'} ({result.score:g})")
    print(dict(counts))


if __name__ == "__main__":
    main()
