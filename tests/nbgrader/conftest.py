"""A course for nbgrader in a folder of its own, and nbgrader's commands run in it, apart from this user's Jupyter.

This folder is no package on purpose: with an `__init__.py` it would hide the real `nbgrader`.
"""

import contextlib
import csv
import io
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from jupyter_core.application import NoStart
from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.apps import NbGrader, NbGraderApp
from nbgrader.coursedir import CourseDirectory

ASSIGNMENT = "a6_experiment"  # it has cells that are graded by code and questions that a person grades
ANSWER = "Con η = 0,1 la pérdida de validación subió en la 3.ª época: ¿sobreajuste? Sí, según el ñandú."


@pytest.fixture(scope="module", autouse=True)
def _own_jupyter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Nothing is read from this user's Jupyter, and nothing written to it."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOME", str(home))
        patch.setenv("IPYTHONDIR", str(home / "ipython"))
        for kind in ["CONFIG", "DATA", "RUNTIME"]:
            patch.setenv(f"JUPYTER_{kind}_DIR", str(home / kind.lower()))
        # To make a database, nbgrader calls `alembic`, which lies beside this Python.
        patch.setenv("PATH", str(Path(sys.executable).parent), prepend=os.pathsep)
        yield


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course directory as nbgrader wants it; nothing is released or submitted yet."""
    return small_course(tmp_path_factory.mktemp("course"))


def small_course(root: Path) -> Path:
    """One assignment: an exercise worth 10 points, and a question worth 4 that a person grades."""

    def cell(new: NotebookNode, grade_id: str, **nbgrader: object) -> NotebookNode:
        new.metadata.nbgrader = {"grade_id": grade_id, "schema_version": 3, **nbgrader}
        return new

    solution = "def double(x):\n    ### BEGIN SOLUTION\n    return 2 * x\n    ### END SOLUTION"
    test = """
try:
    score = 10.0 if double(-3) == -6 else 2.0
except NotImplementedError:
    print("○ double  0 de 10\\n  Todavía no está implementada. ¿Y mañana?")
    score = 0.0
score"""
    v4 = nbformat.v4
    notebook = v4.new_notebook(
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
        cells=[
            v4.new_markdown_cell("# Experimento\nLa pérdida es $\\frac{1}{n}\\sum_i (y_i - \\hat y_i)^2$."),
            cell(v4.new_code_cell(solution), "solution", grade=False, solution=True, locked=False),
            cell(v4.new_code_cell(test.strip()), "test", grade=True, solution=False, locked=True, points=10),
            cell(
                v4.new_markdown_cell("*(tu respuesta)*"),
                "question",
                grade=True,
                solution=True,
                locked=False,
                points=4,
            ),
        ],
    )
    source = root / "source" / ASSIGNMENT
    source.mkdir(parents=True)
    nbformat.write(notebook, source / f"{ASSIGNMENT}.ipynb")
    config = 'c = get_config()\nc.CourseDirectory.course_id = "tics579"\n'
    (root / "nbgrader_config.py").write_text(config, encoding="utf-8")
    return root


def nbgrader(course: Path, *arguments: object) -> str:
    """Does in this process what the command `nbgrader ARGUMENTS` does in `course`; returns what it printed.

    Raises AssertionError, with what it printed, when the command ends with an error.
    """
    printed = io.StringIO()
    status: object = 0
    search_path = sys.path.copy()  # nbgrader puts the course in front
    app = NbGraderApp.instance()
    with contextlib.chdir(course), contextlib.redirect_stdout(printed), contextlib.redirect_stderr(printed):
        try:
            app.initialize(list(map(str, arguments)))
            app.start()
        except NoStart:  # there was nothing to do but to print
            pass
        except SystemExit as end:
            status = end.code
        finally:
            app.reset()
            sys.path[:] = search_path
    assert not status, f"nbgrader {' '.join(map(str, arguments))} ended with {status}:\n{printed.getvalue()}"
    return printed.getvalue()


def settings(course: Path) -> CourseDirectory:
    """What the course's `nbgrader_config.py` says: `course_id`, `db_url` and the folders."""
    with contextlib.chdir(course):
        app = NbGrader()
        app.initialize([])
    return app.coursedir


def gradebook(course: Path) -> Gradebook:
    """The course's gradebook, to be closed: `with gradebook(course) as book`."""
    return Gradebook(settings(course).db_url, settings(course).course_id)


def notebook_in(course: Path, step: str, student: str = "") -> Path:
    """The assignment's notebook in `source`, `release`, `submitted`, `autograded`."""
    return course / step / student / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"


def graded_cells(notebook: Path, cell_type: str) -> list[NotebookNode]:
    """Cells that earn points: of type `code` by themselves, of type `markdown` by a person."""
    cells = nbformat.read(notebook, as_version=4).cells
    return [
        cell
        for cell in cells
        if cell.cell_type == cell_type and cell.metadata.get("nbgrader", {}).get("grade")
    ]


def points(notebook: Path, cell_type: str) -> float:
    return sum(cell.metadata.nbgrader.points for cell in graded_cells(notebook, cell_type))


def write_submission(origin: Path, to: Path) -> None:
    """Writes a copy of a notebook in which the questions are answered."""
    notebook = nbformat.read(origin, as_version=4)
    for cell in notebook.cells:
        if cell.cell_type == "markdown" and cell.metadata.get("nbgrader", {}).get("grade"):
            cell.source = ANSWER
    to.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, to)


def submit_two(course: Path) -> None:
    """Makes the assignment, and a submission of Josefa, who solved it, and of Lucas, who only wrote."""
    nbgrader(course, "generate_assignment", ASSIGNMENT)
    for student, first, last, step in [
        ("josefa-munoz", "Josefa", "Muñoz", "source"),
        ("lucas-ibanez", "Lucas", "Ibáñez", "release"),
    ]:
        nbgrader(course, "db", "student", "add", student, "--first-name", first, "--last-name", last)
        submitted = notebook_in(course, "submitted", student)
        write_submission(notebook_in(course, step), submitted)
        (submitted.parent / "timestamp.txt").write_text("2026-11-20 23:59:00.000000 UTC", encoding="utf-8")


def exported(course: Path) -> list[dict[str, str]]:
    """The rows of `nbgrader export`, by assignment and student."""
    nbgrader(course, "export", "--to", course / "grades.csv")
    with (course / "grades.csv").open(encoding="utf-8", newline="") as file:
        return sorted(csv.DictReader(file), key=lambda row: (row["assignment"], row["student_id"]))
