"""What an ordinary grader does: student code, reference, probes and checks in one process."""

import importlib.util
import os
import sys
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import torch
import torch._dynamo  # as every first optimizer does, but in the kit

from autograder import suites
from autograder.checks import Check, Deviation
from autograder.probing import run_exercise
from autograder.recording import Recording

ASSIGNMENT = "a2_training_loop"
SEED = 7
SECONDS = 60.0
ROOT = Path(__file__).resolve().parents[1]

torch.set_num_threads(1)
SUITE = suites.load(ASSIGNMENT)


def module(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec and spec.loader
    found = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(found)
    return found


def record(subject: Any, exercise: str) -> Recording:
    return run_exercise(subject, exercise, SUITE.of(exercise), seed=SEED, seconds=SECONDS)


@cache
def expected(exercise: str) -> Recording:
    return record(module(ROOT / "reference_solution" / f"{ASSIGNMENT}.py"), exercise)


def check(subject: Any, exercise: str) -> Check:
    return Check(SUITE, exercise, record(subject, exercise), expected(exercise), None, False)


def points(exercise: str, names: dict[str, Any]) -> float:
    """For the test cells of a notebook: the points that its functions earn in one exercise."""
    sys.path.insert(0, str(SUITE.tests.parent))
    tests = importlib.import_module(SUITE.tests.stem)
    subject = ModuleType("notebook")
    subject.__dict__.update(names)
    comparison, earned = check(subject, exercise), 0.0
    for group in vars(tests).values():
        marks = {mark.name: mark for mark in getattr(group, "pytestmark", [])}
        if "exercise" in marks and marks["exercise"].args == (exercise,):
            earned += sum(
                _points(getattr(group(), name), comparison) for name in dir(group) if name.startswith("test_")
            )
    return earned


def _points(test: Any, comparison: Check) -> float:
    marks = {mark.name: mark for mark in test.pytestmark}
    if "gpu" in marks:
        return 0.0
    try:
        test(comparison)
    except Deviation:
        return 0.0
    return float(marks["points"].args[0])


def submission() -> ModuleType:
    return module(Path(os.environ["SUBMISSION"]))
