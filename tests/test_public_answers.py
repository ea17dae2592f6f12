"""The recordings in the package say what the reference and the mistakes would, and hold nothing of them."""

import os
import re
import shutil
import subprocess
import sys
import zipfile
from functools import lru_cache
from itertools import islice
from pathlib import Path

import pytest

from autograder import patterns, public_answers, suites
from autograder.answers import Answers, folder
from autograder.diagnosis import deviations
from autograder.grading import PUBLIC_SEED, Run, answers_for, grade, kit_version, result_of
from autograder.public_answers import PublicAnswers, made, main, path_of
from autograder.result import Result, encode
from autograder.sandbox.fork_server import Answer, ForkServer
from autograder.submissions import Submission

ROOT = Path(__file__).parents[1]
ASSIGNMENTS = suites.assignments()
EVERY = 25  # form of a mistake is looked at; `python tests/test_public_answers.py` looks at all
over_assignments = pytest.mark.parametrize("assignment", ASSIGNMENTS)


@lru_cache
def full(assignment: str) -> Answers:
    return Answers(suites.load(assignment), PUBLIC_SEED)


@lru_cache
def public(assignment: str) -> PublicAnswers:
    return PublicAnswers(suites.load(assignment))


def disagreements(assignment: str, every: int) -> list[str]:
    """The forms of mistakes that get other points or names from the public answers than from the full ones."""
    run, found = Run(assignment, PUBLIC_SEED, public=True), []
    for form in full(assignment).forms[::every]:
        source = full(assignment).submission(form)
        recordings = {
            name: full(assignment).evidence(source, name) for name in full(assignment).suite.exercises
        }
        one, other = (result_of(run, Answer(recordings=recordings), a(assignment)) for a in (full, public))
        assert one.score < one.max_score
        if verdict(one) != verdict(other):
            found.append(f"{form.id}-{form.number}: {verdict(one)}, {verdict(other)}")
    return found


def verdict(result: Result) -> list[object]:
    return [
        (e.score, e.mistakes, e.observations, [(test.name, test.outcome) for test in e.tests])
        for e in result.exercises
    ]


@over_assignments
def test_points_and_names_are_those_of_the_full_answers(assignment):
    assert not disagreements(assignment, EVERY)


@over_assignments
def test_all_that_is_told_of_mistakes_is_there(assignment):
    known, told = full(assignment).mistakes, public(assignment).mistakes
    assert list(told) == list(known)
    for id, mistake in known.items():
        mine = told[id]
        assert (mine.title, mine.hint, mine.slide) == (mistake.title, mistake.hint, mistake.slide)
        assert (mine.looks_like, mine.sometimes) == (mistake.looks_like, mistake.sometimes)
        assert [(f.number, f.exercise) for f in mine.forms] == [(f.number, f.exercise) for f in mistake.forms]


@over_assignments
def test_the_reference_records_what_is_expected(assignment):
    for exercise in suites.exercises(assignment):
        expected = full(assignment).expected(exercise)
        assert expected and not deviations(public(assignment).expected(exercise), expected)


@over_assignments
def test_no_source_text_is_in_it(assignment):
    with zipfile.ZipFile(path_of(assignment)) as archive:
        assert archive.namelist() == ["known.json", "numbers.safetensors"]
        known, numbers = (archive.read(name) for name in archive.namelist())
    sources = [full(assignment).source, *(f.source for f in full(assignment).forms)]
    sources += [f.source for f in full(assignment).alternatives]
    lines = {line.strip() for source in sources for line in source.splitlines()}
    code = [
        line for line in lines if len(line) > 20 and re.search(r"[=(.\[]", line) and line[0] not in "#\"'"
    ]
    assert len(code) > 100
    assert not [line for line in code if line.encode() in known + numbers]
    assert path_of(assignment).stat().st_size < 400_000


def test_the_same_inputs_make_the_same_bytes():
    some = Answers(suites.load("a5_metrics"), PUBLIC_SEED, complete=True)
    some.mistakes = dict(islice(some.mistakes.items(), 5))
    again = Answers(suites.load("a5_metrics"), PUBLIC_SEED, complete=True)
    again.mistakes = some.mistakes
    assert made(some) == made(again)


@pytest.mark.parametrize("changed", ["mistakes/a5_metrics/*.py", "a5_metrics.py"])
def test_a_change_makes_the_file_stale(changed, tmp_path, monkeypatch, capsys):
    copy = shutil.copytree(folder(), tmp_path / "reference_solution")
    monkeypatch.setenv("AUTOGRADER_ANSWERS", str(copy))
    assert main(["a5_metrics", "--check"]) == 0
    path = next(iter(sorted(copy.glob(changed))))
    path.write_text(path.read_text("utf-8") + "\nCHANGED = 1\n", "utf-8")
    patterns.digest_of_code.cache_clear()
    try:
        assert main(["a5_metrics", "--check"]) == 1
    finally:
        patterns.digest_of_code.cache_clear()
    assert "a5_metrics.zip: out of date; run python -m autograder.public_answers" in capsys.readouterr().err


# ------------------------------------------------------------------------- with and without the reference solution


@pytest.fixture
def nowhere(monkeypatch, tmp_path):
    kit_version.cache_clear()
    yield lambda: (
        monkeypatch.setenv("AUTOGRADER_ANSWERS", str(tmp_path / "nowhere")),
        kit_version.cache_clear(),
    )
    kit_version.cache_clear()


@pytest.fixture(scope="module")
def server():
    with ForkServer(isolation="process") as server:
        server.wait_until_ready()
        yield server


@over_assignments
def test_a_check_says_the_same_without_the_reference(assignment, server, nowhere, tmp_path):
    known = full(assignment)
    sources = {
        "right": known.source,
        "wrong": known.submission(known.forms[0]),
        "stub": (ROOT / f"assignments/{assignment}/{assignment}.py").read_text("utf-8"),
    }
    for name, source in sources.items():
        (tmp_path / f"{name}.py").write_text(source, "utf-8")
    submissions = [Submission(name, tmp_path / f"{name}.py") for name in sources]
    run = Run(assignment, PUBLIC_SEED, isolation="process", public=True)

    def results() -> dict[str, bytes]:
        return {r.student: encode(r) for r in grade(run, submissions, server=server)}

    with_it = results()
    nowhere()
    assert results() == with_it
    scores = {name: float(re.search(rb'"score": ([\d.]+)', data)[1]) for name, data in with_it.items()}
    assert scores["right"] == 100 and 0 < scores["wrong"] < 100 and scores["stub"] == 0
    assert f'"{known.forms[0].id}"'.encode() in with_it["wrong"]


def check(path: Path, *options: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from autograder.cli import main; main()", "check", str(path), *options]
    environment = os.environ | {"PYTHONPATH": str(ROOT)} | environment
    return subprocess.run(
        command,
        capture_output=True,
        encoding="utf-8",
        env=environment,
        timeout=300,
        cwd=path.parent,
        check=False,
    )


def test_the_command_says_the_same_without_the_reference(tmp_path):
    path = tmp_path / "a2_training_loop.py"
    shutil.copy(ROOT / "examples/class/josefa-reyes/a2_training_loop.py", path)
    with_it = check(path, "--json")
    without = check(path, "--json", AUTOGRADER_ANSWERS=str(tmp_path / "nowhere"))
    assert (without.returncode, without.stderr) == (0, "")
    assert '"avg-of-batch-means"' in without.stdout
    assert without.stdout == with_it.stdout


def test_a_gpu_takes_the_reference(tmp_path):
    path = tmp_path / "a2_training_loop.py"
    shutil.copy(ROOT / "examples/class/josefa-reyes/a2_training_loop.py", path)
    done = check(path, "--device", "cuda", AUTOGRADER_ANSWERS=str(tmp_path / "nowhere"))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1 and "usa --device cpu" in done.stderr


def test_another_seed_takes_the_reference(tmp_path):
    """`pytest --submission` with a seed of its own; with the public one it does without."""
    submission = ROOT / "examples/class/josefa-reyes/a2_training_loop.py"
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "--submission",
        str(submission),
        "--submission-isolation",
        "process",
    ]
    command += [str(ROOT / "autograder/suites/a2_training_loop")]
    environment = os.environ | {"AUTOGRADER_ANSWERS": str(tmp_path / "nowhere"), "PYTHONPATH": str(ROOT)}
    refused = subprocess.run(
        command, capture_output=True, encoding="utf-8", env=environment, timeout=300, check=False
    )
    assert refused.returncode == pytest.ExitCode.USAGE_ERROR
    assert "there is no reference solution here" in refused.stderr and "Traceback" not in refused.stderr
    command += ["--submission-seed", str(PUBLIC_SEED)]
    done = subprocess.run(
        command, capture_output=True, encoding="utf-8", env=environment, timeout=300, check=False
    )
    assert done.returncode == pytest.ExitCode.TESTS_FAILED and "se esperaba" in done.stdout


def test_grades_come_from_the_reference():
    """A run whose seed is a secret by chance the public one, or which trains on a GPU, is none of the package's."""
    for run in (Run("a2_training_loop", PUBLIC_SEED), Run("a2_training_loop", 1, public=True)):
        assert type(answers_for(run)) is Answers
    assert type(answers_for(Run("a2_training_loop", PUBLIC_SEED, "cuda", public=True))) is Answers
    assert type(answers_for(Run("a2_training_loop", PUBLIC_SEED, public=True))) is PublicAnswers


def test_the_version_holds_what_decides_and_needs_no_reference(nowhere):
    both, package = kit_version(), kit_version(reference=False)
    assert both != package
    nowhere()
    assert kit_version() == kit_version(reference=False) == package


def test_the_files_are_in_the_package():
    """And an assignment that has none yet is checked with the reference."""
    assert {path.stem for path in public_answers.FOLDER.glob("*.zip")} == set(ASSIGNMENTS)
    assert Run("a0_new", PUBLIC_SEED, public=True).needs_reference


if __name__ == "__main__":
    for name in sys.argv[1:] or ASSIGNMENTS:
        print(name, disagreements(name, 1) or "agrees on every form")
