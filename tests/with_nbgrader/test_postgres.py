"""nbgrader with its gradebook in a real PostgreSQL server: the same rows as with SQLite."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from conftest import ASSIGNMENT, copied, exported, gradebook, graded_cells, nbgrader, notebook_in, points

DEBIAN = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda bin: int(bin.parent.name))
PG_CTL = shutil.which("pg_ctl", path=os.pathsep.join([os.environ["PATH"], *map(str, DEBIAN[-1:])]))

pytestmark = pytest.mark.skipif(PG_CTL is None, reason="no PostgreSQL server: Debian's package `postgresql`")


@pytest.fixture(scope="module")
def database() -> Iterator[str]:
    """The URL of an empty database on a server of its own, which only a socket in its folder reaches."""
    folder = Path(tempfile.mkdtemp(prefix="postgres-"))  # pytest's own folders let no other user in
    identity: dict[str, object] = {}
    if os.geteuid() == 0:  # as which PostgreSQL refuses to run
        nobody = pwd.getpwnam("nobody")
        os.chown(folder, nobody.pw_uid, nobody.pw_gid)
        identity = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}

    def pg_ctl(*arguments: str) -> None:
        command = [str(PG_CTL), "--pgdata", str(folder / "data"), "--silent", *arguments]
        # No pipe: the server would inherit and hold it.
        log = folder / "pg_ctl.log"
        with log.open("a") as output:
            done = subprocess.run(
                command, cwd=folder, stdout=output, stderr=output, check=False, timeout=300, **identity
            )
        assert done.returncode == 0, log.read_text()

    try:
        pg_ctl("initdb", "--options", "--username=teacher --auth=trust --encoding=UTF8 --locale=C --no-sync")
        options = f"-k {folder} -c listen_addresses='' -c fsync=off"
        pg_ctl("start", "--wait", "--log", str(folder / "log"), "--options", options)
        try:
            with psycopg.connect(f"postgresql://teacher@/postgres?host={folder}", autocommit=True) as server:
                server.execute("CREATE DATABASE gradebook")
            yield f"postgresql+psycopg://teacher@/gradebook?host={folder}"
        finally:
            pg_ctl("stop", "--wait", "--mode", "immediate")
    finally:
        shutil.rmtree(folder)


@pytest.fixture(scope="module")
def courses(graded: Path, database: str, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The same course twice, graded: with its gradebook in SQLite, and in PostgreSQL."""
    sqlite = copied(graded, tmp_path_factory.mktemp("sqlite"))
    postgres = copied(
        graded, tmp_path_factory.mktemp("postgres"), without=("gradebook.db", "release", "autograded")
    )
    with (postgres / "nbgrader_config.py").open("a", encoding="utf-8") as config:
        config.write(f"c.CourseDirectory.db_url = {database!r}\n")
    nbgrader(postgres, "generate_assignment", ASSIGNMENT)
    nbgrader(postgres, "db", "student", "import", "students.csv")
    nbgrader(postgres, "autograde", ASSIGNMENT)
    question = graded_cells(notebook_in(graded, "source"), "markdown")[0].metadata.nbgrader.grade_id
    for course in sqlite, postgres:
        with gradebook(course) as book:
            book.find_grade(question, ASSIGNMENT, ASSIGNMENT, "lucas-ibanez").manual_score = 3.5
            book.db.commit()
    return sqlite, postgres


def test_the_export_is_the_same(courses: tuple[Path, Path]) -> None:
    sqlite, postgres = map(exported, courses)
    assert (courses[0] / "gradebook.db").exists() and not (courses[1] / "gradebook.db").exists()
    assert postgres == sqlite
    solved = points(notebook_in(courses[0], "source"), "code")
    assert [float(row["score"]) for row in postgres] == [solved, 3.5]
    assert [row["last_name"] for row in postgres] == ["Muñoz", "Ibáñez"]
    assert all(row["timestamp"] for row in postgres)


def test_each_score_is_the_same(courses: tuple[Path, Path]) -> None:
    def scores(folder: Path) -> list[tuple[object, ...]]:
        with gradebook(folder) as book:
            return sorted(
                (submission.student.id, grade.name, grade.auto_score, grade.manual_score, grade.max_score)
                for submission in book.assignment_submissions(ASSIGNMENT)
                for notebook in submission.notebooks
                for grade in notebook.grades
            )

    sqlite, postgres = map(scores, courses)
    assert postgres == sqlite
    notebook = notebook_in(courses[0], "source")
    assert len(postgres) == 2 * sum(len(graded_cells(notebook, kind)) for kind in ["code", "markdown"])


def test_the_database_is_upgraded(courses: tuple[Path, Path]) -> None:
    _, postgres = courses
    before = exported(postgres)
    nbgrader(postgres, "db", "upgrade")
    assert exported(postgres) == before
