"""A class of every kind of notebook through a course made by `autograder course init`, by nbgrader's own commands."""

import csv
import json
import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import zipfile
from copy import deepcopy
from pathlib import Path

import nbformat
import pytest
from commands import autograder, forked, nbgrader

from autograder import answers, suites
from autograder.generator import student_files

A2 = "a2_training_loop"
NO_ZERO_GRAD = """\
def train_step(model, inputs, targets, criterion, optimizer):
    model.train()
    loss = criterion(model(inputs), targets)
    loss.backward()
    optimizer.step()
    return loss.item()
"""


@pytest.fixture(scope="module", autouse=True)
def _imported():
    """Once, for all forks."""
    import nbgrader.apps  # noqa: F401
    import torch

    torch.set_num_threads(1)


def new_course(folder: Path) -> Path:
    assert autograder(folder.parent, "course", "init", str(folder)).status == 0
    ended = nbgrader(folder, "generate_assignment", A2)
    assert ended.status == 0, ended.output
    return folder


def read(path: Path):
    return nbformat.read(path, as_version=4)


def role(cell) -> dict:
    return cell.metadata.get("nbgrader", {})


def submit(course: Path, student: str, notebook, name: str = f"{A2}.ipynb", assignment: str = A2) -> Path:
    path = course / "submitted" / student / assignment / name
    path.parent.mkdir(parents=True, exist_ok=True)
    if isinstance(notebook, str):
        path.write_text(notebook, "utf-8")
    else:
        nbformat.write(notebook, path)
    return path


def solved(course: Path, assignment: str = A2):
    """The released notebook with the reference's solutions in it."""
    source = read(course / "source" / assignment / f"{assignment}.ipynb")
    released = read(course / "release" / assignment / f"{assignment}.ipynb")
    solutions = {role(cell)["grade_id"]: cell.source for cell in source.cells if role(cell).get("solution")}
    for cell in released.cells:
        if role(cell).get("solution"):
            cell.source = solutions[role(cell)["grade_id"]]
    return released


def with_cell(notebook, grade_id: str, source: str):
    changed = deepcopy(notebook)
    (cell,) = (cell for cell in changed.cells if role(cell).get("grade_id") == grade_id)
    cell.source = source
    return changed


def scores(course: Path) -> dict[tuple[str, str], float]:
    """What the gradebook says: (student, test cell) → points."""
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{course}/gradebook.db") as gradebook:
        return {
            (submission.student.id, grade.name): grade.auto_score
            for submission in gradebook.assignment_submissions(A2)
            for notebook in submission.notebooks
            for grade in notebook.grades
        }


def total(course: Path, student: str) -> float:
    return sum(points or 0 for (whose, _), points in scores(course).items() if whose == student)


RIGHT, PARTLY = 100.0, 65.0
EXPECTED = {
    "right": RIGHT,
    "no-zero-grad": PARTLY,
    "untouched": 0.0,
    "tests-deleted": RIGHT,
    "tests-edited": 0.0,
    "marks-edited": 0.0,
    "test-twice": RIGHT,
    "renamed": RIGHT,
    "two-notebooks": RIGHT,
    "empty-file": 0.0,
    "no-notebook": 0.0,
    "no-cells": 0.0,
    "last-years": RIGHT,
    "script": RIGHT,
}


def hand_in_everything(course: Path) -> None:
    right = solved(course)
    untouched = read(course / "release" / A2 / f"{A2}.ipynb")
    submit(course, "right", right)
    submit(course, "no-zero-grad", with_cell(right, "solution-train_step", NO_ZERO_GRAD))
    submit(course, "untouched", untouched)

    deleted = deepcopy(right)
    deleted.cells = [cell for cell in deleted.cells if not role(cell).get("grade")]
    submit(course, "tests-deleted", deleted)

    edited, marks = deepcopy(untouched), deepcopy(untouched)
    for cell in edited.cells:
        if role(cell).get("grade"):
            cell.source = "15.0"
    submit(course, "tests-edited", edited)
    for cell in marks.cells:
        if role(cell).get("grade"):
            cell.metadata.nbgrader |= {"points": 1, "solution": True, "locked": False, "grade": True}
            cell.outputs = [nbformat.v4.new_output("execute_result", data={"text/plain": "15.0"})]
    submit(course, "marks-edited", marks)

    twice = deepcopy(right)
    for cell in [cell for cell in twice.cells if role(cell).get("grade")]:
        twice.cells.append(deepcopy(cell))
        twice.cells[-1].id += "-2"
    submit(course, "test-twice", twice)

    submit(course, "renamed", right, name="mi tarea.ipynb")
    submit(course, "two-notebooks", right)
    submit(course, "two-notebooks", untouched, name="borrador.ipynb")
    submit(course, "empty-file", "")
    submit(course, "no-notebook", "%PDF-1.7 \x00\x01")
    submit(course, "no-cells", nbformat.v4.new_notebook())

    last_years = deepcopy(right)
    for cell in last_years.cells:
        if name := role(cell).get("grade_id"):
            cell.metadata.nbgrader["grade_id"] = f"2025-{name}"
    submit(course, "last-years", last_years)
    code = [cell.source for cell in right.cells if cell.cell_type == "code" and "check(" not in cell.source]
    submit(course, "script", "\n\n".join(code), name=f"{A2}.py")


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A course whose class was autograded once."""
    course = new_course(tmp_path_factory.mktemp("nbgrader") / "curso")
    hand_in_everything(course)
    ended = autograder(course, "course", "autograde", A2, "--jobs", "2")
    assert ended.status == 0, ended.output
    return course


def test_nobody_is_left_out(course):
    assert {student for student, _ in scores(course)} == EXPECTED.keys()


@pytest.mark.parametrize("student", EXPECTED)
def test_the_gradebook_has_the_points(course, student):
    assert total(course, student) == pytest.approx(EXPECTED[student])


def test_the_points_are_those_of_autograder_grade(course, tmp_path):
    seed = json.loads((course / "graded" / A2 / "run.json").read_text())["seed"]
    ended = autograder(course, "grade", A2, "submitted", "--out", str(tmp_path / "out"), "--seed", str(seed))
    assert ended.status == 0, ended.output
    rows = list(csv.DictReader((tmp_path / "out/grades.csv").open(encoding="utf-8")))
    assert {row["student"] for row in rows} == EXPECTED.keys()
    recorded = scores(course)
    for row in rows:
        for exercise in ("train_step", "train_one_epoch", "fit", "overfit_one_batch"):
            assert recorded[row["student"], f"{A2}-{exercise}"] == pytest.approx(float(row[exercise])), row


def test_what_a_student_handed_in_is_kept(course):
    assert (course / f"submitted/script/{A2}/.original/{A2}.py").read_text().count("def train_step") == 1
    assert (course / f"submitted/renamed/{A2}/.original/mi tarea.ipynb").exists()


def test_released_notebooks_hold_no_solution_and_name_their_exercise(course):
    text = (course / f"release/{A2}/{A2}.ipynb").read_text("utf-8")
    assert "zero_grad()" not in "".join(
        cell.source for cell in read(course / f"release/{A2}/{A2}.ipynb").cells if role(cell).get("solution")
    )
    assert "SOLUTION" not in text
    assert "NotImplementedError" in text
    assert "train_step: escribe aquí tu solución" in text


@pytest.fixture(scope="module")
def empty_course(tmp_path_factory):
    return new_course(tmp_path_factory.mktemp("empty") / "curso")


@pytest.mark.parametrize("assignment", suites.assignments())
def test_nbgrader_releases_what_autograder_release_gives(empty_course, assignment):
    """Besides the cells that check: so what holds for the one, such as no solution in it, holds for the other."""
    if assignment != A2:
        ended = nbgrader(empty_course, "generate_assignment", assignment)
        assert ended.status == 0, ended.output
    files = student_files(answers.folder() / f"{assignment}.py", "es")
    given = nbformat.reads(files[f"{assignment}.ipynb"].decode(), as_version=4).cells
    released = read(empty_course / f"release/{assignment}/{assignment}.ipynb").cells
    checks = [cell for cell in released if "check" in cell.source and role(cell).get("locked")]
    assert len(checks) == len(suites.exercises(assignment)) + 1
    assert [cell.source for cell in released if cell not in checks] == [cell.source for cell in given]


@pytest.fixture(scope="module")
def feedback(course):
    ended = nbgrader(course, "generate_feedback", A2)
    assert ended.status == 0, ended.output
    return {
        path.parts[-3]: re.sub(r"<[^>]+>", "", path.read_text("utf-8"))
        for path in (course / "feedback").glob(f"*/{A2}/{A2}.html")
    }


def test_feedback_pages_say_what_our_feedback_says(feedback):
    assert feedback.keys() == EXPECTED.keys()
    assert "Nota:" not in feedback["right"]
    assert "Los gradientes se acumulan de un batch al siguiente" in feedback["no-zero-grad"]
    assert "Convenciones: Optimizador y Loss Function" in feedback["no-zero-grad"]
    assert "No pudimos leer tu entrega" in feedback["no-notebook"]
    assert "El archivo está vacío" in feedback["empty-file"]
    assert "todavía no está implementado" in feedback["untouched"]


def test_feedback_pages_give_nothing_away(course, feedback):
    """No seed, no number that a hidden seed brought forth, no line of the reference that the student did not write."""
    seed = json.loads((course / "graded" / A2 / "run.json").read_text())["seed"]
    solution = {
        line.strip()
        for cell in read(course / f"source/{A2}/{A2}.ipynb").cells
        if role(cell).get("solution")
        for line in cell.source.splitlines()
        if len(line.strip()) > 20 and "SOLUTION" not in line
    }
    released = (course / f"release/{A2}/{A2}.ipynb").read_text("utf-8")
    secret = {line for line in solution if json.dumps(line, ensure_ascii=False)[1:-1] not in released}
    assert len(secret) > 5
    for student in ("untouched", "empty-file", "no-notebook", "no-cells", "tests-edited"):
        assert str(seed) not in feedback[student]
        assert not [line for line in secret if line in feedback[student]]
        assert not re.search(r"se esperaba -?\d", feedback[student])


def test_again_changes_nothing(course):
    before = scores(course)
    ended = autograder(course, "course", "autograde", A2)
    assert ended.status == 0
    assert "Skipping existing assignment" in ended.output
    assert scores(course) == before


def test_a_regrade_by_nbgraders_own_command(course):
    before = scores(course)
    ended = nbgrader(course, "autograde", A2, "--force", "--student", "no-zero-grad")
    assert ended.status == 0, ended.output
    assert scores(course) == before


def test_another_attempt_replaces_only_its_own_points(course):
    before = scores(course)
    submit(course, "untouched", solved(course))
    (course / f"submitted/untouched/{A2}/timestamp.txt").write_text("2026-11-24 10:00:00 UTC")
    ended = autograder(course, "course", "autograde", A2, "--student", "untouched", "--force")
    assert ended.status == 0, ended.output
    after = scores(course)
    assert total(course, "untouched") == RIGHT
    others = {key for key in before if key[0] != "untouched"}
    assert {key: after[key] for key in others} == {key: before[key] for key in others}


def test_refusals_are_one_line_and_change_nothing(course):
    before = scores(course)
    for arguments, words in [
        (("a1_modules",), "nbgrader generate_assignment a1_modules"),
        (("a9_nothing",), "No hay una tarea"),
        ((A2, "--student", "nadie"), "No hay una entrega de nadie"),
        ((A2, "--course", ".."), "no hay un curso de nbgrader"),
    ]:
        ended = autograder(course, "course", "autograde", *arguments)
        assert ended.status == 2, ended.output
        assert words in ended.output
        assert ended.output.count("\n") == 1
    locked = sqlite3.connect(course / "gradebook.db")
    locked.execute("BEGIN EXCLUSIVE")
    ended = autograder(course, "course", "autograde", A2)
    locked.rollback()
    assert ended.status == 2
    assert "gradebook" in ended.output
    assert ended.output.count("\n") == 1
    assert scores(course) == before
    assert nbgrader(course, "autograde", A2, "--student", "nadie").status == 1


def test_killed_at_any_moment_nothing_is_lost_or_doubled(tmp_path):
    """The process dies at its nth write, for many n; then it runs to its end."""
    course = new_course(tmp_path / "curso")
    right = solved(course)
    for student, notebook in {
        "ana": right,
        "benja": with_cell(right, "solution-train_step", NO_ZERO_GRAD),
        "carla": read(course / "release" / A2 / f"{A2}.ipynb"),
    }.items():
        submit(course, student, notebook)

    def dies(count: int):
        def main() -> None:
            from nbconvert.writers import FilesWriter
            from sqlalchemy.orm import Session

            from autograder import cli

            left = [count]

            def counted(function):
                def call(*args, **kwargs):
                    left[0] -= 1
                    if left[0] == 0:
                        os.kill(os.getpid(), signal.SIGKILL)
                    return function(*args, **kwargs)

                return call

            Session.commit = counted(Session.commit)
            FilesWriter.write = counted(FilesWriter.write)
            shutil.rmtree = counted(shutil.rmtree)
            sys.argv = ["autograder", "course", "autograde", A2, "--force"]
            cli.main()

        return main

    killed = [forked(dies(count), course).status for count in (2, 7, 11, 16, 21, 27, 33)]
    assert killed.count(-signal.SIGKILL) >= 5
    ended = autograder(course, "course", "autograde", A2)
    assert ended.status == 0, ended.output
    assert [total(course, student) for student in ("ana", "benja", "carla")] == [RIGHT, PARTLY, 0.0]
    assert len(scores(course)) == 3 * 4


def test_late_and_penalised(tmp_path):
    course = new_course(tmp_path / "curso")
    with (course / "nbgrader_config.py").open("a") as config:
        config.write('c.LateSubmissionPlugin.penalty_method = "zero"\n')
    assert nbgrader(course, "db", "assignment", "add", A2, "--duedate", "2026-11-01").status == 0
    for student, day in (("early", "2026-10-31"), ("late", "2026-11-03")):
        submit(course, student, solved(course))
        (course / f"submitted/{student}/{A2}/timestamp.txt").write_text(f"{day} 12:00:00 UTC")
    assert autograder(course, "course", "autograde", A2).status == 0
    assert nbgrader(course, "export", "--to", "grades.csv").status == 0
    rows = {row["student_id"]: row for row in csv.DictReader((course / "grades.csv").open())}
    assert (float(rows["early"]["score"]), float(rows["late"]["score"])) == (RIGHT, 0.0)
    assert float(rows["late"]["raw_score"]) == RIGHT


def test_written_questions_are_for_a_person(tmp_path):
    from nbgrader.api import Gradebook

    a6 = "a6_experiment"
    course = new_course(tmp_path / "curso")
    assert nbgrader(course, "generate_assignment", a6).status == 0
    released = read(course / f"release/{a6}/{a6}.ipynb")
    assert "1 punto" not in "".join(cell.source for cell in released.cells if role(cell).get("grade"))
    submit(
        course,
        "ana",
        with_cell(released, "question-bias_and_variance", "Si ambas curvas quedan altas, hay sesgo."),
        f"{a6}.ipynb",
        a6,
    )
    assert autograder(course, "course", "autograde", a6).status == 0

    def grade(gradebook):
        return gradebook.find_grade("question-bias_and_variance", a6, a6, "ana")

    with Gradebook(f"sqlite:///{course}/gradebook.db") as gradebook:
        assert grade(gradebook).needs_manual_grade
        unanswered = gradebook.find_grade("question-when_to_stop", a6, a6, "ana")
        assert (unanswered.auto_score, unanswered.needs_manual_grade) == (0, False)
        grade(gradebook).manual_score = 3
        gradebook.db.commit()
        assert gradebook.find_submission(a6, "ana").max_score == 120
    assert autograder(course, "course", "autograde", a6, "--force").status == 0
    with Gradebook(f"sqlite:///{course}/gradebook.db") as gradebook:
        assert gradebook.find_submission(a6, "ana").score == 3


def test_zip_collect_takes_canvas_and_moodle(tmp_path):
    course = new_course(tmp_path / "curso")
    notebook = nbformat.writes(solved(course)).encode()
    script = NO_ZERO_GRAD.encode()
    archive = course / f"downloaded/{A2}/archive"
    archive.mkdir(parents=True)
    with zipfile.ZipFile(archive / "canvas.zip", "w") as canvas:
        canvas.writestr(f"arayaana_12_345_{A2}.ipynb", b"{}")
        canvas.writestr(f"arayaana_12_346_{A2}-1.ipynb", notebook)
        canvas.writestr("bravobenja_LATE_13_347_tarea.py", script)
    with zipfile.ZipFile(archive / "moodle.zip", "w") as moodle:
        moodle.writestr("Camila Muñoz_4711_assignsubmission_file_/tarea final.ipynb", notebook)
    (archive / f"dani_{A2}.py").write_bytes(script)
    ended = nbgrader(course, "zip_collect", A2)
    assert ended.status == 0, ended.output
    assert {path.name for path in (course / "submitted").iterdir()} == {
        "arayaana",
        "bravobenja",
        "Camila Muñoz",
        "dani",
    }
    assert autograder(course, "course", "autograde", A2).status == 0
    assert [total(course, student) for student in ("arayaana", "Camila Muñoz")] == [RIGHT, RIGHT]
    assert 0 < total(course, "bravobenja") == total(course, "dani") < 40


def test_solutions_in_a_py_file_are_not_released(tmp_path):
    course = new_course(tmp_path / "curso")
    reference = Path(__file__).parents[2] / f"reference_solution/{A2}.py"
    shutil.copy(reference, course / f"source/{A2}/{A2}.py")
    ended = nbgrader(course, "generate_assignment", A2, "--force")
    assert ended.status == 1
    assert "holds solutions" in ended.output
    assert not list((course / "release").rglob("*.py"))


def test_a_students_py_file_is_not_overwritten(tmp_path):
    course = new_course(tmp_path / "curso")
    (course / f"source/{A2}/{A2}.py").write_text("# what the course hands out\n")
    submit(course, "ana", solved(course))
    submit(course, "ana", "# what Ana wrote\n", name=f"{A2}.py")
    ended = autograder(course, "course", "autograde", A2)
    assert ended.status == 0, ended.output
    assert (course / f"autograded/ana/{A2}/{A2}.py").read_text() == "# what Ana wrote\n"
    assert total(course, "ana") == RIGHT


def test_a_notebook_that_is_not_the_kits_is_executed(tmp_path):
    course = new_course(tmp_path / "curso")
    notebook = nbformat.v4.new_notebook(
        metadata={"kernelspec": {"name": "python3", "display_name": "", "language": "python"}}
    )
    mark = {"schema_version": 3, "locked": True, "solution": False, "task": False, "grade": True}
    notebook.cells = [
        nbformat.v4.new_code_cell(
            "1 + 1", metadata={"nbgrader": mark | {"grade_id": "sum", "points": 2, "cell_type": "code"}}
        )
    ]
    path = course / "source/ps1/ps1.ipynb"
    path.parent.mkdir()
    nbformat.write(notebook, path)
    assert nbgrader(course, "generate_assignment", "ps1").status == 0
    submit(course, "ana", read(course / "release/ps1/ps1.ipynb"), "ps1.ipynb", "ps1")
    ended = nbgrader(course, "autograde", "ps1")
    assert ended.status == 0, ended.output
    (cell,) = read(course / "autograded/ana/ps1/ps1.ipynb").cells
    assert cell.outputs[0].data["text/plain"] == "2"


def test_an_nbgrader_without_the_kit_grades_by_the_same_cells(tmp_path):
    """A kernel runs check() at the public seed: for students who validate, and for courses elsewhere."""
    course = new_course(tmp_path / "curso")
    (course / "nbgrader_config.py").write_text("c = get_config()\nc.Execute.timeout = 300\n")
    submit(course, "ana", with_cell(solved(course), "solution-train_step", NO_ZERO_GRAD))
    ended = nbgrader(course, "autograde", A2)
    assert ended.status == 0, ended.output
    assert total(course, "ana") == PARTLY
    (name,) = (course / f"autograded/ana/{A2}").glob("*.ipynb")
    assert "Los gradientes se acumulan" in name.read_text("utf-8")
    command = [Path(sys.executable).with_name("nbgrader"), "validate", f"source/{A2}/{A2}.ipynb"]
    done = subprocess.run(command, cwd=course, capture_output=True, text=True, check=True)
    assert "Success" in done.stdout


def test_init_overwrites_nothing(tmp_path):
    course = tmp_path / "curso"
    assert autograder(tmp_path, "course", "init", str(course)).status == 0
    (course / "roster.csv").write_text("mine\n")
    ended = autograder(tmp_path, "course", "init", str(course))
    assert ended.status == 2
    assert "roster.csv" in ended.output
    assert (course / "roster.csv").read_text() == "mine\n"


def test_in_somebody_elses_course_one_line_is_enough(tmp_path):
    course = tmp_path / "suyo"
    assert autograder(tmp_path, "course", "init", str(course)).status == 0
    (course / "nbgrader_config.py").write_text(
        "c = get_config()\n"
        'import autograder.integrations.nbgrader as kit; kit.configure(c, lang="en")\n'
        'c.CourseDirectory.course_id = "suyo"\n'
    )
    assert nbgrader(course, "generate_assignment", A2).status == 0
    submit(course, "ana", with_cell(solved(course), "solution-train_step", NO_ZERO_GRAD))
    assert nbgrader(course, "autograde", A2).status == 0
    assert total(course, "ana") == PARTLY
    assert "Gradients" in "".join(
        output.text
        for cell in read(course / f"autograded/ana/{A2}/{A2}.ipynb").cells
        for output in cell.get("outputs", [])
        if output.output_type == "stream"
    )
