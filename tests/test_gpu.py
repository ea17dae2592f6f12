"""Grading on a GPU. What needs one skips elsewhere, and says so; see also DEVICE in test_invariants.py."""

import ast
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from autograder import suites
from autograder.answers import folder

ROOT = Path(__file__).parents[1]
ASSIGNMENTS = suites.assignments()
ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "CUDA_VISIBLE_DEVICES"}


def can_compute() -> bool:
    command = [sys.executable, "-c", "import sys, torch; sys.exit(not torch.cuda.is_available())"]
    return (
        Path("/dev/nvidiactl").exists()
        and subprocess.run(command, env=ENVIRONMENT, check=False).returncode == 0
    )


GPU = can_compute()


def grade(assignment: str, class_: Path, out: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).with_name("autograder")), "grade", assignment, str(class_)]
    command += ["--device", "cuda", "--out", str(out), *options]
    return subprocess.run(command, env=ENVIRONMENT, capture_output=True, text=True, check=False)


@pytest.mark.skipif(not GPU, reason="needs a GPU that PyTorch can use")
@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_every_test_runs_on_the_gpu(assignment, tmp_path):
    spanish, english = sorted((ROOT / "assignments" / assignment).rglob("*.py"))
    for student, path in {"right": folder() / f"{assignment}.py", "es": spanish, "en": english}.items():
        (tmp_path / "class" / student).mkdir(parents=True)
        shutil.copy(path, tmp_path / "class" / student / f"{assignment}.py")
    done = grade(assignment, tmp_path / "class", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    right, *untouched = [
        json.loads((tmp_path / f"out/results/{student}.json").read_text("utf-8"))
        for student in ("right", "es", "en")
    ]
    assert (right["score"], right["status"], right["device"]) == (100, "graded", "cuda"), done.stderr
    outcomes = {test["outcome"] for exercise in right["exercises"] for test in exercise["tests"]}
    assert outcomes == {"passed"}
    assert [result["score"] for result in untouched] == [0, 0]


@pytest.mark.skipif(GPU, reason="needs a machine without a GPU")
@pytest.mark.parametrize("isolation", ["sandbox", "process"])
def test_without_a_gpu_nobody_is_graded_as_if_there_were_one(isolation, tmp_path):
    done = grade("a2_training_loop", ROOT / "examples/class", tmp_path / "out", "--isolation", isolation)
    assert done.returncode == 2 and done.stdout == ""
    (line,) = done.stderr.splitlines()
    assert "PyTorch no puede usar una GPU" in line and "--device" in line
    assert not list((tmp_path / "out/results").glob("*"))


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
