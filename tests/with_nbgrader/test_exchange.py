"""The whole way of an assignment through nbgrader's exchange: handed out, sent in, graded, given back."""

import html
import os
import pwd
import stat
from pathlib import Path

from conftest import (
    ANSWER,
    ASSIGNMENT,
    copied,
    exported,
    feedback,
    gradebook,
    graded_cells,
    nbgrader,
    notebook_in,
    points,
    settings,
    write_submission,
)

COMMENT = "Buena explicación; ¿y con más épocas?"


def test_an_assignment_goes_out_and_comes_back(course: Path, tmp_path: Path) -> None:
    course = copied(course, tmp_path)
    # Teacher and student are the same user here, in two folders: nbgrader takes a student's name from the system.
    me = pwd.getpwuid(os.geteuid()).pw_name
    course_id = settings(course).course_id
    student = tmp_path / "student"
    student.mkdir()
    exchange = f"c.Exchange.root = {str(tmp_path / 'exchange')!r}\nc.Exchange.path_includes_course = True\n"
    with (course / "nbgrader_config.py").open("a", encoding="utf-8") as config:
        config.write(exchange)
    (student / "nbgrader_config.py").write_text(
        f"c = get_config()\nc.CourseDirectory.course_id = {course_id!r}\n{exchange}", encoding="utf-8"
    )
    mine = student / course_id / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"

    nbgrader(course, "release_assignment", ASSIGNMENT)
    assert f"{course_id} {ASSIGNMENT}\n" in nbgrader(student, "list")
    inbound = tmp_path / "exchange" / course_id / "inbound"
    # Students may put something in, and not see what others put in.
    assert stat.S_IMODE(inbound.stat().st_mode) == 0o2733

    nbgrader(student, "fetch_assignment", ASSIGNMENT)
    assert mine.read_bytes() == notebook_in(course, "release").read_bytes()
    assert "BEGIN SOLUTION" not in mine.read_text(encoding="utf-8")

    # First only the question is answered, ...
    write_submission(mine, mine)
    nbgrader(student, "submit", ASSIGNMENT)
    assert f"{course_id} {me} {ASSIGNMENT}" in nbgrader(course, "list", "--inbound")
    nbgrader(course, "collect", ASSIGNMENT)
    nbgrader(course, "autograde", ASSIGNMENT)
    assert [(row["student_id"], float(row["score"])) for row in exported(course)] == [(me, 0)]
    told = feedback(notebook_in(course, "autograded", me))
    question = graded_cells(notebook_in(course, "source"), "markdown")[0].metadata.nbgrader.grade_id
    with gradebook(course) as book:
        book.find_grade(question, ASSIGNMENT, ASSIGNMENT, me).manual_score = 3.5
        book.find_comment(question, ASSIGNMENT, ASSIGNMENT, me).manual_comment = COMMENT
        book.db.commit()
    nbgrader(course, "generate_feedback", ASSIGNMENT)
    nbgrader(course, "release_feedback", ASSIGNMENT)
    nbgrader(student, "fetch_feedback", ASSIGNMENT)
    [page] = (mine.parent / "feedback").rglob("*.html")
    shown = html.unescape(page.read_text(encoding="utf-8"))
    assert told and all(text in shown for text in [*told, ANSWER, COMMENT])

    # ... then the exercises are solved, too: the newer submission replaces the older, and the mark stays.
    write_submission(notebook_in(course, "source"), mine)
    nbgrader(student, "submit", ASSIGNMENT)
    nbgrader(course, "collect", ASSIGNMENT, "--update")
    nbgrader(course, "autograde", ASSIGNMENT)
    [row] = exported(course)
    assert float(row["score"]) == points(notebook_in(course, "source"), "code") + 3.5
