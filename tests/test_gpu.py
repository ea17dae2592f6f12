"""Grading on a GPU. What needs one skips elsewhere, and says so; see also DEVICE in test_invariants.py."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from autograder import suites
from autograder.answers import folder
from autograder.grading import Run, grade
from autograder.sandbox.fork_server import ForkServer
from autograder.submissions import Submission

ROOT = Path(__file__).parents[1]
ASSIGNMENTS = suites.assignments()
gpu = pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a GPU that PyTorch can use")


@pytest.fixture(scope="module")
def server():
    with ForkServer(lanes=2, device="cuda") as running:
        yield running


@gpu
@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_every_test_runs_on_the_gpu(assignment, server):
    stubs = sorted((ROOT / "assignments" / assignment).rglob("*.py"))
    submissions = [Submission(str(path), path) for path in [folder() / f"{assignment}.py", *stubs]]
    run = Run(assignment, 20261124, "cuda")
    right, *untouched = sorted(
        grade(run, submissions, jobs=2, server=server), key=lambda result: -result.score
    )
    assert (right.score, right.status) == (100, "graded")
    outcomes = {test.outcome for exercise in right.exercises for test in exercise.tests}
    assert outcomes == {"passed"}
    assert [result.score for result in untouched] == [0] * len(stubs)


@pytest.mark.skipif(torch.cuda.is_available(), reason="needs a machine without a GPU")
@pytest.mark.parametrize("isolation", ["sandbox", "process"])
def test_without_a_gpu_nobody_is_graded_as_if_there_were_one(isolation, tmp_path):
    command = [
        Path(sys.executable).with_name("autograder"),
        "grade",
        "a2_training_loop",
        ROOT / "examples/class",
    ]
    command += ["--device", "cuda", "--isolation", isolation, "--out", tmp_path / "out"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 2 and done.stdout == ""
    (line,) = done.stderr.splitlines()
    assert "PyTorch no puede usar una GPU" in line and "--device" in line
    assert not list(tmp_path.rglob("*.json.*")) and not list((tmp_path / "out/results").glob("*"))


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_graded_tests_ask_for_probes_that_there_are(assignment):
    """Those of a GPU run on few machines: a wrong name must not wait for one."""
    suite = suites.load(assignment, "cuda")
    asked = {
        call.args[0].value
        for call in ast.walk(ast.parse(suite.tests.read_text("utf-8")))
        if isinstance(call, ast.Call) and ast.unparse(call.func).startswith("check.")
        if isinstance(call.args[0], ast.Constant)
    }
    named = {probe.name for probe in suite.probes}
    assert asked <= named
    assert {name for name in named if name.endswith("@cuda")} <= asked
