"""The shapes in which a class's submissions come, and the names of their results."""

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.submissions import BadInput, file_name, find, load

A2 = "a2_training_loop"
not_as_root = pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")


def found(folder: Path, *files: str) -> dict[str, str | None]:
    """Makes the files (a folder where the name ends in `/`), and tells what is found: path by student."""
    for file in files:
        path = folder / file
        (path if file.endswith("/") else path.parent).mkdir(parents=True, exist_ok=True)
        if not file.endswith("/"):
            path.touch()
    return {
        student: path and path.relative_to(folder).as_posix()  # type: ignore[misc]
        for student, path in find(folder, A2)
    }


@pytest.mark.parametrize(
    ("files", "student", "path"),
    [
        ([f"ana/{A2}.py"], "ana", f"ana/{A2}.py"),
        ([f"ana/{A2}.ipynb", "ana/a1_modules.py"], "ana", f"ana/{A2}.ipynb"),
        ([f"ana/{A2} (1).ipynb", "ana/helpers.py"], "ana", f"ana/{A2} (1).ipynb"),
        (["ana/A2_Training_Loop.ipynb", "ana/helpers.py"], "ana", "ana/A2_Training_Loop.ipynb"),
        (["ana/tarea.py", "ana/data.csv"], "ana", "ana/tarea.py"),
        ([f"ana/{A2}/{A2}.ipynb", f"ana/{A2}/{A2}-old.ipynb"], "ana", f"ana/{A2}/{A2}.ipynb"),
        ([f"ana/{A2}/{A2}.ipynb", f"ana/{A2}/data.py", f"ana/{A2}/timestamp.txt"], "ana", f"ana/{A2}/{A2}.ipynb"),
        ([f"ana/{A2}/tarea.ipynb", "ana/other.py"], "ana", f"ana/{A2}/tarea.ipynb"),
        ([f"ana_{A2}.py"], "ana", f"ana_{A2}.py"),
        (["ana.IPYNB"], "ana", "ana.IPYNB"),
        (["_ana.py"], "_ana", "_ana.py"),
        (["ana_mi_tarea.py", "README.md", "grades.csv"], "ana", "ana_mi_tarea.py"),
        ([f"ana_{A2}.py", "ana_extra.py"], "ana", f"ana_{A2}.py"),
        ([f"perezana_12_34_{A2}.ipynb"], "perezana", f"perezana_12_34_{A2}.ipynb"),
        ([f"perezana_LATE_12_34_{A2}.ipynb"], "perezana", f"perezana_LATE_12_34_{A2}.ipynb"),
        ([f"p_12_{i}_{A2}-{i}.py" for i in (9, 10, 2)], "p", f"p_12_10_{A2}-10.py"),
        ([f"p_12_34_{A2}.py", f"p_LATE_12_35_{A2}-1.py"], "p", f"p_LATE_12_35_{A2}-1.py"),
        (
            ["Ana Pérez_123_assignsubmission_file_/tarea.ipynb", "Ana Pérez_123_assignsubmission_onlinetext_/x.html"],
            "Ana Pérez",
            "Ana Pérez_123_assignsubmission_file_/tarea.ipynb",
        ),
        (["..x_123_assignsubmission_file_/tarea.py"], "..x", "..x_123_assignsubmission_file_/tarea.py"),
    ],
)  # fmt: skip
def test_finds_the_submission_of_a_student(tmp_path: Path, files: list[str], student: str, path: str) -> None:
    assert found(tmp_path, *files) == {student: path}


def test_finds_a_class_of_mixed_shapes_in_order(tmp_path: Path) -> None:
    files = ["d_12_34_x.py", f"c/{A2}.py", f"b/{A2}/x.ipynb", "a.py"]
    assert list(found(tmp_path, *files)) == ["a", "b", "c", "d"]


@pytest.mark.parametrize(
    "files", [["ana/"], ["ana/a1_modules.py", "ana/a3.py"], ["ana/a1_modules/x.py"], ["ana/x.csv"]]
)
def test_a_folder_without_the_assignment_is_missing(tmp_path: Path, files: list[str]) -> None:
    assert found(tmp_path, "beto.py", *files) == {"ana": None, "beto": "beto.py"}


def test_what_no_student_handed_in_is_ignored(tmp_path: Path) -> None:
    rubbish = [".git/x.py", "__pycache__/x.py", "__MACOSX/x.py", ".x.py", ".ipynb_checkpoints/x.ipynb"]
    rubbish += [f"ana/{A2}/.ipynb_checkpoints/{A2}-checkpoint.ipynb", f"ana/{A2}/._{A2}.py", f"ana/{A2}.py/"]
    assert found(tmp_path, f"ana/{A2}/{A2}.ipynb", *rubbish) == {"ana": f"ana/{A2}/{A2}.ipynb"}


def test_links_are_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    (secret / A2).mkdir(parents=True)
    for path in (secret / f"{A2}.py", secret / A2 / "x.py"):
        path.write_text("answers")
    folder = tmp_path / "class"
    for name in ("ana", "beto"):
        (folder / name).mkdir(parents=True)
    (folder / "ana" / f"{A2}.py").symlink_to(secret / f"{A2}.py")
    (folder / "beto" / A2).symlink_to(secret / A2)
    (folder / "carla").symlink_to(secret)
    (folder / f"dani_{A2}.py").symlink_to(secret / f"{A2}.py")
    assert found(folder, "eva.py") == {
        "ana": None,
        "beto": None,
        "carla": None,
        "dani": None,
        "eva": "eva.py",
    }


@pytest.mark.parametrize(
    "files",
    [
        [f"ana/{A2}.py", f"ana/{A2}.ipynb"],
        [f"ana/{A2}.py", f"ana/{A2}/{A2}.py"],
        [f"ana/{A2}/x.py", f"ana/{A2}/y.py"],
        [f"ana/{A2} (1).py", f"ana/{A2} (2).py"],
        [f"ana/{A2}.py", "ana_tarea.py"],
        ["ana.py", "ana.ipynb"],
        ["ana_x.py", "ana_y.py"],
        [f"ana_12_34_{A2}.py", f"ana_99_35_{A2}-1.py"],  # two students of one name
        ["Andre\u0301/x.py", "Andr\u00e9/x.py"],
    ],
)
def test_two_submissions_of_a_student_are_refused_and_named(tmp_path: Path, files: list[str]) -> None:
    with pytest.raises(BadInput) as caught:
        found(tmp_path, "beto.py", *files)
    for file in files:
        assert str(tmp_path / file) in caught.value.text.es
        assert str(tmp_path / file) in caught.value.text.en
    assert "\n" not in caught.value.text.es


@pytest.mark.parametrize("files", [[], ["notes.txt"], ["ana/", "beto/x.csv"]])
def test_a_folder_without_submissions_is_refused(tmp_path: Path, files: list[str]) -> None:
    with pytest.raises(BadInput, match=f"no submission of {A2} in"):
        found(tmp_path, *files)


def test_a_missing_folder_and_a_file_are_refused(tmp_path: Path) -> None:
    (tmp_path / "file.py").touch()
    for path in (tmp_path / "missing", tmp_path / "file.py"):
        with pytest.raises(BadInput, match="does not exist or is no folder"):
            find(path, A2)


@not_as_root
def test_a_folder_that_may_not_be_read_is_refused(tmp_path: Path) -> None:
    (tmp_path / "ana").mkdir(mode=0)
    with pytest.raises(BadInput, match="Permission denied"):
        find(tmp_path, A2)


def test_a_name_that_is_no_utf8_can_still_be_reported(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"Jos\xe9")
    try:
        path.mkdir()
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    (path / "x.py").touch()
    assert [submission.student for submission in find(tmp_path, A2)] == ["Jos\ufffd"]


def test_load_gives_the_bytes(tmp_path: Path) -> None:
    path = tmp_path / "x.py"
    path.write_bytes(b"\xff\r\n")
    assert load(path) == b"\xff\r\n"


def test_load_refuses_what_is_too_large_or_no_file(tmp_path: Path) -> None:
    large = tmp_path / "large.ipynb"
    with large.open("wb") as file:
        file.truncate(20 * 2**20)
        assert len(load(large)) == 20 * 2**20
        file.truncate(200 * 2**20)
    with pytest.raises(BadInput, match=r"large\.ipynb is larger than 20 MiB"):
        load(large)
    with pytest.raises(BadInput, match="cannot be read"):
        load(tmp_path / "missing.py")
    os.mkfifo(tmp_path / "pipe.py")
    for path in (tmp_path, tmp_path / "pipe.py"):
        with pytest.raises(BadInput, match="is not a file"):
            load(path)


@pytest.mark.parametrize(
    ("student", "name"),
    [
        ("ana", "ana"),
        ("Ana Pérez-Ñandú", "Ana Pérez-Ñandú"),
        ("ana+b@uai.cl", "ana+b@uai.cl"),
        ("../../x", "%2E.%2F..%2Fx"),
        ("; rm -rf $HOME", "%3B rm -rf %24HOME"),
        ("<script>", "%3Cscript%3E"),
        ("100%", "100%25"),
        ("a\nb\0", "a%0Ab%00"),
        (".", "%2E"),
        ("con", "%63on"),
        ("Nul.x", "%4Eul.x"),
        ("Connie", "Connie"),
        ("", "%"),
        ("\udce9", "%ED%B3%A9"),
    ],
)
def test_file_names_are_readable_and_safe(student: str, name: str) -> None:
    assert file_name(student) == name


def test_long_file_names_are_cut_and_stay_apart() -> None:
    one, other = file_name("ñ" * 300 + "1"), file_name("ñ" * 300 + "2")
    assert one != other
    assert one.startswith("ñ" * 40)
    assert max(len(one.encode()), len(other.encode())) <= 100


@settings(max_examples=100, derandomize=True, deadline=None, database=None)
@given(st.text(st.characters(), max_size=120), st.text(st.characters(), max_size=120))
def test_any_two_students_have_two_safe_file_names(one: str, other: str) -> None:
    name = file_name(one)
    assert 0 < len(name.encode()) <= 100
    assert not name.startswith(".")
    assert all(char.isalnum() or char in "._-@+ %" for char in name)
    assert (name == file_name(other)) == (one == other)
