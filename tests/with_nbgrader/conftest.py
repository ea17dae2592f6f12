"""A course for nbgrader in a folder of its own, and nbgrader's commands run in it, apart from this user's Jupyter.

This folder is no package on purpose: with an `__init__.py` it would hide the real `nbgrader`.
"""

import contextlib
import csv
import io
import shutil
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

from autograder.integrations.nbgrader.course import init

ASSIGNMENT = "a6_experiment"  # it has cells that are graded by code and questions that a person grades
ANSWER = "Con η = 0,1 la pérdida de validación subió en la 3.ª época: ¿sobreajuste? Sí, según el ñandú."

STUDENTS = """\
id,first_name,last_name
josefa-munoz,Josefa,Muñoz
lucas-ibanez,Lucas,Ibáñez
"""


@contextlib.contextmanager
def own_jupyter(home: Path) -> Iterator[None]:
    """Nothing is read from this user's Jupyter, and nothing written to it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOME", str(home))
        patch.setenv("IPYTHONDIR", str(home / "ipython"))
        for kind in ["CONFIG", "DATA", "RUNTIME"]:
            patch.setenv(f"JUPYTER_{kind}_DIR", str(home / kind.lower()))
        yield


@pytest.fixture(scope="module", autouse=True)
def _own_jupyter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with own_jupyter(tmp_path_factory.mktemp("home")):
        yield


@pytest.fixture(scope="session")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course directory in which the assignment is ready to be released. Copy it: nobody writes to this one."""
    root = tmp_path_factory.mktemp("tics579")
    init(root, "es")
    with own_jupyter(tmp_path_factory.mktemp("home")):
        nbgrader(root, "generate_assignment", ASSIGNMENT)
    return root


@pytest.fixture(scope="session")
def graded(course: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The course with two submissions, autograded: of Josefa, who solved it, and of Lucas, who only wrote. Copy it."""
    root = copied(course, tmp_path_factory.mktemp("graded"))
    with own_jupyter(tmp_path_factory.mktemp("home")):
        (root / "students.csv").write_text(STUDENTS, encoding="utf-8")
        nbgrader(root, "db", "student", "import", "students.csv")
        for student, step in [("josefa-munoz", "source"), ("lucas-ibanez", "release")]:
            submitted = notebook_in(root, "submitted", student)
            write_submission(notebook_in(root, step), submitted)
            (submitted.parent / "timestamp.txt").write_text("2026-11-20 23:59:00 UTC", encoding="utf-8")
        nbgrader(root, "autograde", ASSIGNMENT)
    return root


def copied(course: Path, folder: Path, *, without: tuple[str, ...] = ()) -> Path:
    """A copy of a course to write to, in `folder`, without the files and folders of these names."""
    return Path(shutil.copytree(course, folder / course.name, ignore=shutil.ignore_patterns(*without)))


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


def feedback(notebook: Path) -> list[str]:
    """What the test cells of an autograded notebook wrote, text by text."""
    cells = graded_cells(notebook, "code")
    return [output.text for cell in cells for output in cell.outputs if output.output_type == "stream"]


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


def exported(course: Path) -> list[dict[str, str]]:
    """The rows of `nbgrader export`, by assignment and student."""
    nbgrader(course, "export", "--to", course / "grades.csv")
    with (course / "grades.csv").open(encoding="utf-8", newline="") as file:
        return sorted(csv.DictReader(file), key=lambda row: (row["assignment"], row["student_id"]))
