"""What a student receives: `autograder release`, and what every statement, hint and slide must be like."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from autograder import suites
from autograder.answers import Answers
from autograder.suites.slides import SLIDES

ROOT = Path(__file__).parents[1]
ASSIGNMENTS = suites.assignments()
MARKERS = (
    "BEGIN SOLUTION",
    "END SOLUTION",
    "BEGIN HIDDEN",
    "reference_solution",
    "autograder.text",
    "LOOKS_LIKE",
)


def autograder(*arguments, cwd=ROOT) -> subprocess.CompletedProcess[str]:
    code = "import sys; from autograder.cli import main; sys.argv = sys.argv[1:]; main()"
    command = [sys.executable, "-c", code, "autograder", *map(str, arguments)]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("lang", ["es", "en"])
@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_a_release_holds_the_stub_and_the_notebook_and_nothing_of_the_answers(assignment, lang, tmp_path):
    done = autograder("release", assignment, "--out", tmp_path / "new", "--lang", lang)
    assert done.returncode == 0, done.stderr
    files = {path.name: path.read_text("utf-8") for path in (tmp_path / "new").rglob("*")}
    assert sorted(files) == [f"{assignment}.ipynb", f"{assignment}.py"]
    generated = ROOT / "assignments" / assignment / ("en" if lang == "en" else "")
    secret = set(solution_lines((ROOT / "reference_solution" / f"{assignment}.py").read_text("utf-8")))
    for name, text in files.items():
        assert text == (generated / name).read_text("utf-8")
        assert not [word for word in MARKERS if word in text]
        assert not [line for line in secret if line in text], "a line of the solution"
    for exercise in suites.exercises(assignment):
        assert re.search(rf"NotImplementedError\(.?\"{exercise}\b", files[f"{assignment}.py"]), exercise


def solution_lines(source: str) -> list[str]:
    """The lines of solutions that nobody writes by chance, and that stand nowhere else in the source."""
    blocks = re.findall(r"### BEGIN SOLUTION\n(.*?)### END SOLUTION", source, re.DOTALL)
    outside = re.sub(r"### BEGIN SOLUTION\n.*?### END SOLUTION", "", source, flags=re.DOTALL)
    lines = {line.strip() for block in blocks for line in block.splitlines()}
    return [line for line in lines if len(line) > 25 and line not in outside]


def test_a_file_in_the_way_is_kept(tmp_path):
    mine = tmp_path / "a1_modules.py"
    mine.write_text("mine = 1\n")
    done = autograder("release", "a1_modules", "--out", tmp_path)
    assert done.returncode == 2 and str(mine) in done.stderr and done.stderr.count("\n") == 1
    assert mine.read_text() == "mine = 1\n" and [path.name for path in tmp_path.iterdir()] == [mine.name]
    assert autograder("release", "a9_none", "--out", tmp_path).returncode == 2


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_the_command_in_a_statement_works_on_what_is_released(assignment, tmp_path):
    autograder("release", assignment, "--out", tmp_path)
    text = (tmp_path / f"{assignment}.py").read_text("utf-8")
    commands = re.findall(r"^# (autograder check .*)$", text, re.MULTILINE)
    assert commands == [f"autograder check {assignment}.py"]
    done = autograder(*commands[0].split()[1:], cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "todavía no está implementado" in done.stdout


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_every_exercise_and_mistake_points_to_a_slide_and_says_why(assignment):
    known = Answers(suites.load(assignment), seed=1)
    for name, exercise in known.suite.exercises.items():
        assert exercise.slide in SLIDES, name
        assert any(form.exercise == name for form in known.forms), f"{name} has no known mistake"
        assert any(form.exercise == name for form in known.alternatives), f"{name} has no alternative"
    for mistake in known.mistakes.values():
        assert mistake.slide in SLIDES, mistake.id
        for text in (mistake.title, mistake.hint):
            assert text.es != text.en and len(text.es) > 8 and len(text.en) > 8, mistake.id
            assert "\n" not in text.es + text.en
        assert len(mistake.title.es) <= 90 and len(mistake.title.en) <= 90, mistake.id
        for other in mistake.looks_like:
            assert other in known.mistakes, f"{mistake.id} looks like {other}, which there is not"


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_statements_name_only_slides_that_exist(assignment):
    source = (ROOT / "reference_solution" / f"{assignment}.py").read_text("utf-8")
    quoted = {" ".join(title.replace("\n#", " ").split()) for title in re.findall(r"«([^»]+)»", source)}
    assert quoted & set(SLIDES)
    links = re.findall(r"https?://[^\s)>\"]+", source)
    assert not [
        link for link in links if not link.startswith(("https://pytorch.org/", "https://docs.pytorch.org/"))
    ]
