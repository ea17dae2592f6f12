"""What a student on Windows uses: the same command, where no process can fork and no timer interrupts."""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
WITHOUT = """
import os, signal, sys
del os.fork, os.forkpty, signal.setitimer, signal.SIGALRM
sys.modules["resource"] = sys.modules["fcntl"] = None
from autograder.cli import main
sys.argv[0] = "autograder"
main()
"""


def run(*command: object, without_fork: bool) -> subprocess.CompletedProcess[bytes]:
    start = ["-c", WITHOUT] if without_fork else [str(Path(sys.executable).with_name("autograder"))]
    arguments = [sys.executable, *start, *map(str, command)]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.run(arguments, capture_output=True, check=True, env=environment)


def test_check_says_the_same_byte_for_byte():
    path = ROOT / "examples/class/josefa-reyes/a2_training_loop.py"
    there, here = (run("check", path, "--json", without_fork=without) for without in (True, False))
    assert there.stdout == here.stdout


def test_code_that_takes_its_process_down_costs_its_own_exercise(tmp_path):
    path = tmp_path / "a2_training_loop.py"
    source = (ROOT / "reference_solution/a2_training_loop.py").read_text("utf-8")
    path.write_text(
        source + "\n\ndef overfit_one_batch(*_, **__):\n    import os\n    os._exit(3)\n", "utf-8"
    )
    result = json.loads(run("check", path, "--json", without_fork=True).stdout)
    assert result["status"] == "crashed"
    assert [exercise["score"] for exercise in result["exercises"]] == [40, 25, 20, 0]


def test_a_class_without_isolation(tmp_path):
    folder = ROOT / "examples/class"
    chosen = tmp_path / "class"
    for student in ("agustin-rojas", "camila-munoz"):
        (chosen / student).mkdir(parents=True)
        for file in (folder / student).iterdir():
            (chosen / student / file.name).write_bytes(file.read_bytes())
    command = ("grade", "a2_training_loop", chosen, "--isolation", "process", "--jobs", 2, "--seed", 5)
    run(*command, "--out", tmp_path / "out", without_fork=True)
    assert (tmp_path / "out/grades.csv").read_text().splitlines()[1:] == [
        "agustin-rojas,100,100,graded,40,25,20,15",
        "camila-munoz,55,100,graded,30,11,9,5",
    ]
