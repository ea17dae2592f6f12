"""A course directory for nbgrader, and its autograde with the class graded in parallel first."""

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import nbformat
from filelock import FileLock, Timeout

from autograder import suites
from autograder.generator import write_files, write_new_files
from autograder.integrations.nbgrader.notebooks import source_notebook, tested
from autograder.integrations.nbgrader.zip_collect import as_notebook
from autograder.submissions import BadInput, Submission, file_name, find
from autograder.text import Lang, Text

CONFIG = '''\
"""The course, for nbgrader's commands: run them in this folder."""

import autograder.integrations.nbgrader as kit

c = get_config()  # noqa: F821 – nbgrader brings it
kit.configure(c, lang="{lang}")
c.CourseDirectory.course_id = "{course}"
# To hand out and collect by nbgrader's exchange, a folder that all may write to:
# c.Exchange.root = "/srv/nbgrader/exchange"
'''
ROSTER = """\
id,first_name,last_name,email
ana,Ana,Araya,ana@example.org
benja,Benjamín,Bravo,benja@example.org
"""


def init(folder: Path, lang: Lang) -> list[str]:
    """Writes a course directory: nbgrader_config.py, roster.csv and source/ of all assignments. Gives what it wrote.

    Raises BadInput where a file is in the way, before anything is written.
    """
    from autograder.answers import folder as answers

    files = {
        "nbgrader_config.py": CONFIG.format(lang=lang, course=folder.resolve().name).encode(),
        "roster.csv": ROSTER.encode(),
    }
    for assignment in suites.assignments():
        notebook = nbformat.from_dict(source_notebook(answers() / f"{assignment}.py", lang))
        files[f"source/{assignment}/{assignment}.ipynb"] = nbformat.writes(notebook).encode() + b"\n"
    write_new_files(folder, files)
    return sorted(files)


Progress = Callable[[int, int], Callable[[], None]]
"""Called with (all, already done); gives what is called after each submission."""


def autograde(
    root: Path,
    assignment: str,
    *,
    jobs: int,
    student: str | None,
    force: bool,
    progress: Progress,
    say: Callable[[Text], None],
) -> int:
    """Grades the class (or one student) in parallel, then lets nbgrader record it; gives nbgrader's exit status.

    What an interrupted run left half recorded is recorded anew. Raises BadInput before anything is changed.
    """
    if not (root / "nbgrader_config.py").is_file():
        raise BadInput(NO_COURSE.format(path=root))
    os.chdir(root)
    from nbgrader.apps import AutogradeApp

    app = AutogradeApp(parent=None)
    app.initialize(
        [assignment, *(["--force"] if force else []), *([f"--student={student}"] if student else [])]
    )
    with _only_one(root):
        _check_gradebook(app.coursedir.db_url, assignment)
        submitted = Path(
            app.coursedir.format_path(app.coursedir.submitted_directory, "*", assignment)
        ).parents[1]
        for whose, file in _without_links(submitted, assignment):
            say(REMOVED.format(student=whose, file=file))
        for text in _into_shape(submitted, assignment):
            say(text)
        found = [
            s for s in find(submitted, assignment) if s.path is not None and student in (None, s.student)
        ]
        if not found:
            raise BadInput(NO_STUDENT.format(student=student, path=submitted))
        _grade(app, assignment, found, jobs=jobs, progress=progress)
        for whose, _ in found:
            _forget_unfinished(
                Path(app.coursedir.format_path(app.coursedir.autograded_directory, whose, assignment))
            )
        say(RECORDING)
        try:
            app.start()
        except SystemExit as stop:
            return int(stop.code or 0)
    return 0


def _grade(app: Any, assignment: str, found: Sequence[Submission], *, jobs: int, progress: Progress) -> None:
    from autograder.integrations.nbgrader.preprocessors import Grade

    grader = Grade(config=app.config).grader(app.coursedir, assignment)
    results = grader.kept.unchanged(grader.run, found)
    advance = progress(len(found), len(results))
    try:
        for result in grader.grade_all([s for s in found if s.student not in results], jobs=jobs):
            results[result.student] = result
            advance()
    finally:
        grader.close()
    if app.coursedir.student_id == "*":
        grader.kept.finish(grader.run, [results[student] for student in sorted(results)], {})


def _check_gradebook(db_url: str, assignment: str) -> None:
    from nbgrader.api import Gradebook, MissingEntry
    from sqlalchemy import text
    from sqlalchemy.exc import OperationalError

    try:
        with Gradebook(db_url) as gradebook:
            gradebook.find_notebook(assignment, assignment)
            if db_url.startswith("sqlite"):
                gradebook.db.rollback()
                gradebook.db.execute(text("BEGIN IMMEDIATE"))
                gradebook.db.rollback()
    except MissingEntry:
        raise BadInput(NOT_GENERATED.format(assignment=assignment)) from None
    except OperationalError as error:
        raise BadInput(NO_GRADEBOOK.format(why=error.orig)) from None


@contextmanager
def _only_one(root: Path) -> Iterator[None]:
    """One writer at the gradebook."""
    try:
        with FileLock(root / ".autograde.lock", timeout=0):
            yield
    except Timeout:
        raise BadInput(BUSY.format(path=root)) from None


def _without_links(submitted: Path, assignment: str) -> Iterator[tuple[str, str]]:
    """Removes what is neither file nor folder: nbgrader would follow a link, also to a solution, and wait at a pipe for
    ever. Yields (student, what it was called)."""
    for folder in sorted(submitted.glob(f"*/{assignment}")):
        whole = [path for path in (folder.parent, folder) if path.is_symlink()][:1]
        inside = (Path(place) / name for place, folders, files in os.walk(folder) for name in folders + files)
        for path in whole or inside:
            if path.is_symlink() or not (path.is_dir() or path.is_file()):
                path.unlink()
                yield folder.parent.name, path.name


def _into_shape(submitted: Path, assignment: str) -> Iterator[Text]:
    """Gives nbgrader a notebook with the name that it asks for where a student handed in one with another name, or a .py
    file. The original is kept beside, in `.original/`. Yields what it did."""
    for student, path in find(submitted, assignment):
        folder = submitted / file_name(student) / assignment
        if path is None or path == folder / f"{assignment}.ipynb":
            continue
        try:
            notebook = as_notebook(path)
        except BadInput as error:
            yield Text(*(f"{student}: {line}" for line in error.text))
            continue
        (folder / ".original").mkdir(parents=True, exist_ok=True)
        os.replace(path, folder / ".original" / path.name)
        write_files(folder, {f"{assignment}.ipynb": notebook})
        yield RESHAPED.format(student=student, file=path.name, name=f"{assignment}.ipynb")


def _forget_unfinished(folder: Path) -> None:
    """Removes an autograded notebook whose test cells have no points: nbgrader writes those last, and would take the
    folder for done."""
    for path in folder.glob("*.ipynb"):
        try:
            cells = nbformat.read(path, as_version=4).cells
            tests = [cell for cell in cells if tested(cell)]
            finished = all(any("data" in output for output in cell.outputs) for cell in tests)
        except Exception:  # noqa: BLE001 – half a file
            finished = False
        if not finished:
            shutil.rmtree(folder)
            return


NO_COURSE = Text(
    "En {path} no hay un curso de nbgrader (falta nbgrader_config.py). Ejecuta el comando en la carpeta del curso o "
    "indícala con --course; para crear uno: autograder course init CARPETA.",
    "{path} is no nbgrader course (there is no nbgrader_config.py). Run the command in the course's folder, or name it "
    "with --course; to make one: autograder course init FOLDER.",
)
BUSY = Text(
    "Ya hay un autograde en marcha en {path}. Espera a que termine.",
    "An autograde is already running in {path}. Wait until it ends.",
)
NOT_GENERATED = Text(
    "nbgrader no conoce {assignment}. Ejecuta antes: nbgrader generate_assignment {assignment}",
    "nbgrader does not know {assignment}. Run first: nbgrader generate_assignment {assignment}",
)
NO_GRADEBOOK = Text(
    "No se puede escribir en el gradebook ({why}). Cierra lo que lo esté usando, como formgrader, e inténtalo de nuevo.",
    "The gradebook cannot be written ({why}). Close what uses it, such as formgrader, and try again.",
)
NO_STUDENT = Text(
    "No hay una entrega de {student} en {path}.", "There is no submission of {student} in {path}."
)
RESHAPED = Text(
    "{student} entregó {file}; para nbgrader quedó como {name} (el original está en .original/).",
    "{student} handed in {file}; for nbgrader it is now {name} (the original is in .original/).",
)
REMOVED = Text(
    "{student} entregó {file}, que es un enlace o no es un archivo: se quitó.",
    "{student} handed in {file}, which is a link or no file: it was removed.",
)
RECORDING = Text("Registrando en el gradebook de nbgrader …", "Recording in nbgrader's gradebook …")
