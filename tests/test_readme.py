"""The README tells the truth: its commands run, its feedback is real, its links lead somewhere."""

import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
COMMANDS = [line for kind, block in BLOCKS if kind == "sh" for line in block.splitlines() if line.strip()]
SECONDS = 300  # for one command, on a busy machine
FAILS_ON_PURPOSE = ("pytest --submission",)  # what it shows is a submission that does not pass


@pytest.fixture(scope="module")
def copy(tmp_path_factory) -> Path:
    """A copy of the repository, so that commands may write into it, with a student's file at its top."""
    folder = tmp_path_factory.mktemp("readme") / "repository"
    ignored = shutil.ignore_patterns(".*", "__pycache__", "*.egg-info", "graded", "build", "benchmarks")
    shutil.copytree(ROOT, folder, ignore=ignored)
    shutil.copy(folder / "assignments/a2_training_loop/a2_training_loop.py", folder)
    shutil.copy(folder / "assignments/a2_training_loop/a2_training_loop.ipynb", folder)
    return folder


def run(command: str, folder: Path, *, until: str = "") -> tuple[int, str]:
    """Exit status and output; what would not end by itself is interrupted once its output holds `until`."""
    environment = os.environ | {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(folder),
    }
    with tempfile.TemporaryFile() as file:
        process = subprocess.Popen(
            shlex.split(command), cwd=folder, env=environment, stdout=file, stderr=subprocess.STDOUT
        )
        try:
            deadline = time.monotonic() + SECONDS
            while (
                until
                and until not in text_of(file)
                and process.poll() is None
                and time.monotonic() < deadline
            ):
                time.sleep(0.1)
            if until:
                process.send_signal(signal.SIGINT)
            status = process.wait(SECONDS)
        finally:
            process.kill()
            process.wait()
        return status, text_of(file)


def text_of(file) -> str:
    return os.pread(file.fileno(), 2**20, 0).decode("utf-8", errors="replace")


@pytest.mark.parametrize("command", COMMANDS)
def test_the_commands_run(command, copy):
    if command.startswith("make "):
        assert command.split()[1] in targets()
        return
    status, output = run(command, copy, until="Próximo paso" if "--watch" in command else "")
    assert status == (1 if command.startswith(FAILS_ON_PURPOSE) else 0), output
    assert "Traceback" not in output


def targets() -> set[str]:
    return set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))


def test_the_targets_that_the_text_names_exist():
    assert set(re.findall(r"`make ([a-z]+)`", README)) <= targets()


def test_the_feedback_shown_is_real(copy):
    shown = next(block for kind, block in BLOCKS if kind == "text" and "◐" in block)
    _, output = run(
        "autograder check examples/class/josefa-reyes/a2_training_loop.py --exercise train_one_epoch", copy
    )
    assert words(shown) in words(output)


def words(text: str) -> str:
    return " ".join(text.split())


def test_links():
    for target in re.findall(r"\]\(([^)#]+)\)", README):
        assert (ROOT / target).exists(), target


def test_the_commands_of_the_contract_that_exist_are_explained():
    for command in ("check", "grade", "doctor"):
        assert f"autograder {command}" in README
