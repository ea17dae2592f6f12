"""Courses of stock nbgrader and otter-grader with the same tests, and the scores that they gave."""

import hashlib
import json
import os
import re
import sqlite3
import subprocess
from contextlib import closing, suppress
from pathlib import Path
from textwrap import indent

import box
from hidden_tests import EXERCISES, SETUP, TESTS

ASSIGNMENT = "a2_training_loop"
HONEST = "b_honest"  # graded after all whose names begin with a_
OWN = ("course/autograded/a_", "course/results/a_")  # an attacker's own folder
Cell = dict[str, object]


def _notebook(cells: list[Cell]) -> str:
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return json.dumps(
        {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}
    )


def _cell(name: str, source: str, **nbgrader: object) -> Cell:
    about = {"schema_version": 3, "grade_id": name, "locked": False, "task": False, **nbgrader}
    return {
        "cell_type": "code", "id": name, "execution_count": None, "outputs": [], "source": source,
        "metadata": {"nbgrader": about} if nbgrader else {},
    }  # fmt: skip


def _run(words: list[object], folder: Path) -> None:
    path = f"{Path(str(words[0])).parent}:{os.environ['PATH']}"
    done = subprocess.run(
        [*map(str, words)],
        cwd=folder,
        env=os.environ | {"PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(
            f"{words[1:4]} ended with {done.returncode}:\n{(done.stdout + done.stderr)[-3000:]}"
        )


class Nbgrader:
    """`nbgrader autograde` on both students at once; hidden tests, nbgrader's own limit of 30 seconds a cell."""

    name = "nbgrader"

    def __init__(self, python: str) -> None:
        self.python = python

    def command(self, students: list[str]) -> list[str]:
        return [self.python, "-m", "nbgrader", "autograde", ASSIGNMENT]

    def make(self, home: Path, reference: str) -> None:
        course = home / "course"
        source = course / "source" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
        source.parent.mkdir(parents=True)
        (course / "nbgrader_config.py").write_text(
            "c = get_config()\nc.CourseDirectory.course_id = 'stock'\n"
            f"c.CourseDirectory.root = '{box.HOME}/course'\n"
        )
        cells = [_cell("solution", reference, solution=True, grade=False)]
        for exercise, test, points, code in TESTS:
            text = f"### BEGIN HIDDEN TESTS\n{SETUP}\n{code}### END HIDDEN TESTS"
            name = f"{exercise}-{test}".replace("_", "-")
            cells.append(_cell(name, text, solution=False, grade=True, locked=True, points=points))
        source.write_text(_notebook(cells), "utf-8")
        words = [self.python, "-m", "nbgrader", "generate_assignment", ASSIGNMENT, "--create"]
        _run([*words, f"--CourseDirectory.root={course}"], course)

    def hand_in(self, home: Path, student: str, source: str) -> None:
        released = home / "course" / "release" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
        notebook = json.loads(released.read_text("utf-8"))
        notebook["cells"][0]["source"] = source
        path = home / "course" / "submitted" / student / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(notebook), "utf-8")

    def scores(self, home: Path, students: list[str]) -> dict[str, float]:
        """What nbgrader's own Grade.score adds up to; without students that were not graded to the end."""
        score = "coalesce(g.manual_score, g.auto_score, 0) + coalesce(g.extra_credit, 0)"
        query = (
            f"SELECT s.student_id, sum({score}), min(g.auto_score IS NOT NULL) FROM grade g"
            " JOIN submitted_notebook n ON g.notebook_id = n.id JOIN submitted_assignment s ON n.assignment_id = s.id"
            " GROUP BY s.student_id"
        )
        path = home / "course" / "gradebook.db"
        with (
            suppress(sqlite3.DatabaseError),
            closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database,
        ):
            return {student: points for student, points, complete in database.execute(query) if complete}
        return {}


class Otter:
    """`otter run` on one submission after the other; hidden exception-based tests."""

    name = "otter"

    def __init__(self, python: str) -> None:
        self.python = python

    def command(self, students: list[str]) -> list[str]:
        one = f'{self.python} -m otter run -a autograder.zip -o "results/$s" "submissions/$s.ipynb"'
        return ["/bin/sh", "-c", f'for s in {" ".join(students)}; do mkdir -p "results/$s"; {one}; done']

    def make(self, home: Path, reference: str) -> None:
        course = home / "course"
        (course / "tests").mkdir(parents=True)
        (course / "submissions").mkdir()
        for exercise in EXERCISES:
            text = f"from otter.test_files import test_case\n{SETUP}\nOK_FORMAT = False\nname = {exercise!r}\npoints = None\n"
            for belongs, test, points, code in TESTS:
                if belongs == exercise:
                    head = (
                        f"@test_case(points={points}, hidden=True)\ndef test_{test}({', '.join(EXERCISES)}):"
                    )
                    text += f"\n\n{head}\n{indent(code, '    ')}"
            (course / "tests" / f"{exercise}.py").write_text(text, "utf-8")
        _run([self.python, "-m", "otter", "generate", "-t", "tests", "-o", "autograder.zip"], course)

    def hand_in(self, home: Path, student: str, source: str) -> None:
        cells = [_cell("start", "import otter\n\ngrader = otter.Notebook()"), _cell("solution", source)]
        cells += [_cell(f"check-{i}", f"grader.check({name!r})") for i, name in enumerate(EXERCISES)]
        (home / "course" / "submissions" / f"{student}.ipynb").write_text(_notebook(cells), "utf-8")

    def scores(self, home: Path, students: list[str]) -> dict[str, float]:
        found = {}
        for student in students:
            path = home / "course" / "results" / student / "results.json"
            with suppress(OSError, ValueError, KeyError, TypeError):
                tests = json.loads(path.read_text("utf-8"))["tests"]
                found[student] = sum(test["score"] for test in tests if test.get("max_score"))
        return found


Grader = Nbgrader | Otter


def state(home: Path) -> dict[str, str]:
    """Every file that is not an attacker's own, by what is in it."""
    found = {}
    for path in home.rglob("*"):
        name = str(path.relative_to(home))
        if path.is_symlink() or not path.is_file():
            continue
        if not name.startswith(OWN) and "__pycache__" not in name and ".cache/matplotlib" not in name:
            with path.open("rb") as file:
                found[name] = hashlib.file_digest(file, "sha256").hexdigest()
    return found


def without_chance(name: str) -> str:
    """A name with what a library drew at random left out."""
    return re.sub(r"tmp[a-z0-9_]{8}|[0-9a-f]{8}[0-9a-f-]{8,}|kernel-[\w-]+|\b\d{4,}\b", "*", name)
