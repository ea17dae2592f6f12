"""`nbgrader zip_collect` on downloads by people who mean harm: the others are collected as without them."""

import os
import shutil
from pathlib import Path

import nbformat
import pytest
from commands import Ended, autograder, nbgrader
from hostile_archives import locked, tarred, zipped

A2 = "a2_training_loop"
MIB = 2**20
NOTEBOOK = nbformat.writes(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("x = 1")])).encode()
SCRIPT = b"def fit(): pass\n"


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("archives") / "curso"
    assert autograder(folder.parent, "course", "init", str(folder)).status == 0
    assert nbgrader(folder, "generate_assignment", A2).status == 0
    return folder


def moodle(student: str, file: str) -> str:
    return f"{student}_{sum(student.encode())}_assignsubmission_file_/{file}"


HONEST: dict[str, bytes | str] = {
    moodle("Ana Pérez", "tarea.ipynb"): NOTEBOOK,
    moodle("Benja", "mi tarea.zip"): zipped({"tarea/a2.ipynb": NOTEBOOK, "tarea/datos.csv": b"1"}),
    moodle("Zoë", "x.tar.gz"): tarred({"x/y/z.py": SCRIPT}),
}
COLLECTED = {"Ana Pérez", "Benja", "Zoë"}
# What one student handed in, and what is told of it.
BOMBS: dict[str, tuple[str, bytes | str, str]] = {
    "ratio": ("a.zip", zipped({f"{n}.ipynb": bytes(19 * MIB) for n in range(3)}), "descomprimido pesa más de 20 MiB"),
    "tarbomb": ("a.tar.gz", tarred({"zeros": bytes(120 * MIB)}), "descomprimido pesa más de 100 MiB"),
    "count": ("a.zip", zipped({f"{n}.txt": b"" for n in range(10_001)}), "contiene más de 10000 archivos"),
    "large": ("a.ipynb", bytes(21 * MIB), "pesa más de 20 MiB"),
    "largearchive": ("a.zip", bytes(65 * MIB), "pesa más de 64 MiB"),
    "deep": ("a.zip", zipped({"b.zip": zipped({"c.zip": zipped({"a2.py": SCRIPT})})}), "un archivo comprimido dentro"),
    "locked": ("a.zip", locked(zipped({"a2.py": SCRIPT})), "tiene contraseña"),
    "traversal": ("a.zip", zipped({"../../../../escaped.py": SCRIPT}), "su nombre lleva a otra carpeta"),
    "absolute": ("a.tgz", tarred({"/tmp/escaped-by-absolute-name.py": SCRIPT}), "su nombre lleva a otra carpeta"),
    "drive": ("a.zip", zipped({"C:\\escaped.py": SCRIPT}), "su nombre lleva a otra carpeta"),
    "control": ("a.zip", zipped({"\x1b[2Ja.py": SCRIPT}), "esconde caracteres"),
    "link": ("a.zip", zipped({"a2.py": "/etc/passwd"}), "un enlace"),
    "linkintar": ("a.tgz", tarred({"d": "/tmp", "d/escaped-by-link.txt": SCRIPT, "a2.py": "/etc/passwd"}), "un enlace"),
    "garbage": ("a.zip", b"PK\3\4" + os.urandom(1000), "no es un archivo comprimido"),
    "gzip": ("a.ipynb.gz", b"\x1f\x8b" + os.urandom(1000), "no es un archivo comprimido"),
    "theanswers": ("a.ipynb", "../../../../../reference_solution/a2_training_loop.py", "un enlace"),
}  # fmt: skip
NOTHING_TOLD = {
    "../../out": ("a.ipynb", NOTEBOOK),
    "/absolute": ("a.ipynb", NOTEBOOK),
    "C:\\out": ("a.ipynb", NOTEBOOK),
    "con\ntrol": ("a.ipynb", NOTEBOOK),
}


def collect(course: Path, name: str, data: bytes, *arguments: str) -> Ended:
    archive = course / "downloaded" / A2 / "archive"
    archive.mkdir(parents=True, exist_ok=True)
    for path in archive.iterdir():
        path.unlink()
    (archive / name).write_bytes(data)
    shutil.rmtree(course / "submitted", ignore_errors=True)
    return nbgrader(course, "zip_collect", A2, "--force", *arguments)


def tree(folder: Path, *without: str) -> dict[str, tuple[int, int]]:
    return {
        str(path.relative_to(folder)): (path.lstat().st_ino, path.lstat().st_size)
        for path in folder.rglob("*")
        if not path.relative_to(folder).parts[1:2] or path.relative_to(folder).parts[1] not in without
    }


def submitted(course: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(course / "submitted")): path.read_bytes()
        for path in (course / "submitted").rglob("*")
        if path.is_file()
    }


@pytest.fixture(scope="module")
def honest(course: Path) -> dict[str, bytes]:
    ended = collect(course, "moodle.zip", zipped(HONEST))
    assert ended.status == 0, ended.output
    found = submitted(course)
    assert set(found) == {f"{student}/{A2}/{A2}.ipynb" for student in COLLECTED}
    assert "se omitió" not in ended.output and "no se descomprimió" not in ended.output
    return found


@pytest.fixture(scope="module")
def hostile(course: Path, honest: dict[str, bytes]) -> tuple[Ended, bool]:
    entries = dict(HONEST)
    for student, (file, content, _) in BOMBS.items():
        entries[moodle(student, file)] = content
    for student, (file, content) in NOTHING_TOLD.items():
        entries[moodle(student, file)] = content
    before = tree(course.parent, "downloaded", "submitted")
    ended = collect(course, "moodle.zip", zipped(entries))
    return ended, tree(course.parent, "downloaded", "submitted") == before


def test_the_others_are_collected_as_without_them(
    course: Path, hostile: tuple[Ended, bool], honest: dict[str, bytes]
) -> None:
    assert hostile[0].status == 0, hostile[0].output
    assert submitted(course) == honest


@pytest.mark.parametrize("student", BOMBS)
def test_each_is_told_in_one_line(hostile: tuple[Ended, bool], student: str) -> None:
    file, content, why = BOMBS[student]
    in_the_class = isinstance(content, str) or student in ("large", "largearchive")
    name = moodle(student, file) if in_the_class else file
    lines = [line for line in hostile[0].output.splitlines() if "WARNING" in line and why in line]
    assert lines and all(len(line) < 300 for line in lines)
    whose = moodle(student, "").rstrip("/")
    assert in_the_class or len([line for line in lines if f"{whose}: {name}" in line]) == 1


def test_names_that_lead_out_of_the_class_are_one_line(hostile: tuple[Ended, bool]) -> None:
    (line,) = [
        line for line in hostile[0].output.splitlines() if "moodle.zip" in line and "lleva a otra" in line
    ]
    assert f"(en total, {len(NOTHING_TOLD)})" in line


def test_nothing_is_written_elsewhere(hostile: tuple[Ended, bool]) -> None:
    assert hostile[1]
    assert not list(Path("/tmp").glob("escaped*"))
    assert "\x1b[2J" not in hostile[0].output


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("class.tar.gz", tarred({**HONEST, moodle("../../../out", "a.py"): SCRIPT, "link": "/etc"})),
        ("class.zip", zipped({**HONEST, moodle("Dos", "a.py"): SCRIPT, moodle("Dos", "b.py"): SCRIPT})),
        ("class.zip", zipped({**HONEST, **{f"{n}.txt": b"" for n in range(3000)}})),
    ],
    ids=["tar", "two files of one student", "many other files"],
)
def test_a_class_in_another_shape(course: Path, honest: dict[str, bytes], name: str, data: bytes) -> None:
    ended = collect(course, name, data)
    assert ended.status == 0, ended.output
    assert submitted(course) == honest


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"PK\3\4 no zip", "no es un archivo comprimido"),
        (locked(zipped(HONEST)), "tiene contraseña"),
        (zipped({f"{n}": b"" for n in range(100_001)}), "contiene más de 100000 archivos"),
    ],
    ids=["garbage", "locked", "count"],
)
def test_a_class_that_cannot_be_unpacked_is_told(course: Path, data: bytes, why: str) -> None:
    ended = collect(course, "class.zip", data)
    assert ended.status == 0, ended.output
    assert sum(why in line for line in ended.output.splitlines()) == 1
    assert "Traceback" not in ended.output


def test_a_students_archive_cannot_hold_anothers_submission(course: Path) -> None:
    """Also where a download of Canvas was unpacked by hand, and its archives lie there as those of a class would."""
    ended = collect(course, f"perezana_12_345_{A2}.zip", zipped({f"bravobenja_13_346_{A2}.py": SCRIPT}))
    assert ended.status == 0, ended.output
    (collected,) = (course / "downloaded" / A2 / "extracted").rglob("*.ipynb")
    assert collected.parent.name == "perezana"
