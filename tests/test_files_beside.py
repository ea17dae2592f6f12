"""What students put beside a submission or make of it, and what they are called: nothing of it is run or followed.

`attacks/files/NAME.py` says in its first line what must happen and what it tries. `plant(student, source)` fills the
folder of a student who is called like the file, or as its `NAME` says. What must happen:

    changes nothing                 the points are those of the same source alone
    is missing, is unreadable       so the result says, with 0 points
    is left out                     there is no result

`notebook(source)` gives a notebook as JSON; `RAN`, Python, and `SHELL` tell that they were run; `ANSWERS` is the
reference solution. All are graded in one class, from within its folder, by the command that a teacher runs.
"""

import json
import os
import shutil
import subprocess
import sys
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from test_attacks import A2, REFERENCE, WRONG, files

import autograder
from autograder.answers import folder
from autograder.submissions import file_name

PLACE = Path(__file__).parent / "attacks" / "files"
COMMAND = str(Path(sys.executable).with_name("autograder"))
HONEST = {"ana": REFERENCE, "benja": WRONG, "zoe": "x = 1\n"}
ALONE = "alone"  # who hands in what the attackers do, and nothing else


class Planted(NamedTuple):
    must: str
    student: str  # as a report calls them
    plant: Callable[[Path, str], None]
    folder: str


def notebook(source: str) -> dict[str, Any]:
    cells = [{"cell_type": "code", "metadata": {}, "source": source, "outputs": [], "execution_count": None}]
    return {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 4}


def planted(trace: Path) -> dict[str, Planted]:
    """All attacks; what they get to be run makes the file `trace`."""
    given = {
        "RAN": f"import os\nopen({str(trace)!r}, 'a').close()\nos._exit(77)\n",
        "SHELL": f"touch {trace}",
        "ANSWERS": folder() / f"{A2}.py",
        "notebook": notebook,
    }
    found = {}
    for path in sorted(PLACE.glob("*.py")):
        text = path.read_text("utf-8")
        space = dict(given)
        exec(compile(text, path, "exec"), space)  # noqa: S102
        name = space.get("NAME", path.stem)
        student = unicodedata.normalize("NFC", os.fsencode(name).decode(errors="replace"))
        must = text.removeprefix("# ").partition(":")[0]
        found[path.stem] = Planted(must, student, space["plant"], name)
    return found


ATTACKS = planted(Path("/nonexistent"))


def having(*kinds: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("name", [n for n, attack in ATTACKS.items() if attack.must in kinds])


def grade(
    out: Path, class_: Path, cwd: Path, *more: str, **environment: str
) -> subprocess.CompletedProcess[str]:
    command = [COMMAND, "grade", A2, class_, "--out", out, "--seed", "7", "--jobs", "2", "--timeout", "20"]
    return subprocess.run(
        [*map(str, command), *more],
        cwd=cwd,
        env=os.environ | environment,
        capture_output=True,
        encoding="utf-8",
        timeout=500,
        check=False,
    )


def hand_in(class_: Path) -> None:
    for student, source in HONEST.items():
        (class_ / student).mkdir(parents=True)
        (class_ / student / f"{A2}.py").write_text(source, "utf-8")


def tree(place: Path) -> dict[bytes, tuple[object, ...]]:
    """All that there is below a folder."""
    found = {}
    for path in place.rglob("*"):
        status = path.lstat()
        link = os.readlink(path) if path.is_symlink() else ""
        found[os.fsencode(path)] = (status.st_mode, status.st_ino, status.st_size, status.st_mtime_ns, link)
    return found


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Answers without mistakes: what is wrong here needs no name, and naming takes most of the time."""
    place = tmp_path_factory.mktemp("answers")
    shutil.copy(folder() / f"{A2}.py", place)
    return place


class Graded(NamedTuple):
    done: subprocess.CompletedProcess[str]
    out: Path
    alone: Path  # the honest students and ALONE, without a single attack
    ran: bool
    changed: set[object]


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory, answers: Path) -> Graded:
    alone, place = tmp_path_factory.mktemp("alone"), tmp_path_factory.mktemp("files")
    hand_in(alone / "class")
    (alone / "class" / f"{ALONE}.py").write_text(WRONG, "utf-8")
    done = grade(alone / "out", alone / "class", alone, AUTOGRADER_ANSWERS=str(answers))
    assert done.returncode == 0, done.stderr

    class_, trace = place / "class", place / "trace"
    hand_in(class_)
    for attack in planted(trace).values():
        student = class_ / attack.folder
        student.mkdir()
        attack.plant(student, WRONG)
    before, class_before = files(), tree(class_)
    done = grade(place / "out", Path(), class_, AUTOGRADER_ANSWERS=str(answers))
    after, class_after = files(), tree(class_)
    changed: set[object] = {path for path in before | after if before.get(path) != after.get(path)}
    changed |= {p for p in class_before | class_after if class_before.get(p) != class_after.get(p)}
    changed |= {path.name for path in place.iterdir()} - {"class", "out", "trace"}
    return Graded(done, place / "out", alone / "out", trace.exists(), changed)


def result(out: Path, student: str) -> dict[str, Any]:
    found = json.loads((out / "results" / f"{file_name(student)}.json").read_bytes())
    assert found["student"] == student
    return found


def test_there_are_many():
    assert len(ATTACKS) >= 50
    kinds = {"changes nothing", "is missing", "is unreadable", "is left out"}
    assert {attack.must for attack in ATTACKS.values()} == kinds


def test_the_class_is_graded(graded):
    assert graded.done.returncode == 0, graded.done.stderr
    assert "Traceback" not in graded.done.stderr
    results = len(list((graded.out / "results").glob("*.json")))
    assert results == len(HONEST) + len(ATTACKS) - len(
        [a for a in ATTACKS.values() if a.must == "is left out"]
    )
    assert len(list((graded.out / "pages").glob("*.html"))) == results


@pytest.mark.parametrize("student", HONEST)
def test_the_honest_are_graded_to_the_byte_as_without_any_attack(student, graded):
    for file in (f"results/{student}.json", f"pages/{student}.html"):
        assert (graded.out / file).read_bytes() == (graded.alone / file).read_bytes()
    rows = [(out / "grades.csv").read_text("utf-8").splitlines() for out in (graded.out, graded.alone)]
    mine = [[row for row in table if row.startswith(f"{student},")][0] for table in rows]  # noqa: RUF015
    assert mine[0] == mine[1]


@having("changes nothing")
def test_the_points_are_those_of_the_source_alone(name, graded):
    mine, alone = result(graded.out, ATTACKS[name].student), result(graded.alone, ALONE)
    assert 0 < alone["score"] < 100
    assert mine["notes"] == []
    assert (mine["status"], mine["exercises"]) == (alone["status"], alone["exercises"])


@having("is missing", "is unreadable")
def test_what_is_no_file_earns_nothing_and_is_told(name, graded):
    mine = result(graded.out, ATTACKS[name].student)
    assert (mine["score"], mine["status"]) == (0, ATTACKS[name].must.removeprefix("is "))
    assert all("\n" not in note for note in mine["notes"])


@having("is left out")
def test_what_is_hidden_is_left_out(name, graded):
    assert not (graded.out / "results" / f"{file_name(ATTACKS[name].student)}.json").exists()


def test_nothing_was_run_and_nothing_changed(graded):
    assert not graded.ran
    assert graded.changed == set()


def test_what_is_printed_and_written_is_plain(graded):
    shown = graded.done.stdout + graded.done.stderr
    assert not [char for char in shown if unicodedata.category(char) in ("Cc", "Cf", "Cs") and char != "\n"]
    for path in graded.out.rglob("*"):
        assert path.name.isprintable() and not path.is_symlink()
        assert path.parent in (graded.out, graded.out / "results", graded.out / "pages")


@pytest.mark.parametrize("isolation", ["sandbox", "process"])
def test_grading_from_within_an_attackers_folder_runs_nothing(isolation, tmp_path, answers):
    """With all that lies beside any of them in one folder, which is where the command is run."""
    trace, here = tmp_path / "trace", tmp_path / "class" / "ana"
    here.mkdir(parents=True)
    for attack in planted(trace).values():
        beside = tmp_path / "planted" / file_name(attack.student)
        beside.mkdir(parents=True)
        attack.plant(beside, REFERENCE)
        if beside.is_dir() and not beside.is_symlink() and attack.must == "changes nothing":
            shutil.copytree(beside, here, dirs_exist_ok=True, ignore=shutil.ignore_patterns("d", "*.ipynb"))
    assert (here / "torch.py").exists() and (here / "pytest.ini").exists() and (here / ".git").exists()
    isolated = ["--isolation", isolation]
    done = grade(tmp_path / "out", Path(".."), here, *isolated, AUTOGRADER_ANSWERS=str(answers))
    assert done.returncode == 0, done.stderr
    assert result(tmp_path / "out", "ana")["score"] == 100
    command = [COMMAND, "check", f"{A2}.py", "--json"]
    done = subprocess.run(command, cwd=here, capture_output=True, encoding="utf-8", check=True)
    assert json.loads(done.stdout)["score"] == 100
    assert not trace.exists()


@pytest.mark.parametrize(
    ("name", "command"),
    [
        ("conftest", ["-m", "pytest", "-q", "."]),
        ("test_module", ["-m", "pytest", "-q", "."]),
        ("settings_of_tools", ["-m", "pytest", "-q", "."]),
        ("torch_module", ["-c", "import torch"]),
        ("numpy_package", ["-c", "import numpy"]),
        ("autograder_package", ["-m", "autograder.server"]),
        ("sitecustomize", ["-c", "import sitecustomize"]),
        ("pth_file", ["-c", "import site; site.addsitedir('.')"]),
        ("caches", ["a2_training_loop.pyc"]),
        ("notebook_outputs", ["-c", UNPICKLED := "import base64, json, pickle, pathlib; pickle.loads(base64.b64decode("
         "json.loads(pathlib.Path('a2_training_loop.ipynb').read_text())['cells'][0]['outputs'][0]['data']"
         "['application/x-pickle']))"]),
    ],
)  # fmt: skip
def test_what_lies_there_would_run(name, command, tmp_path):
    """So that the tests above have something to notice."""
    trace, student = tmp_path / "trace", tmp_path / name
    student.mkdir()
    planted(trace)[name].plant(student, "x = 1\n")
    subprocess.run([sys.executable, *command], cwd=student, capture_output=True, check=False, timeout=100)
    assert trace.exists()


def test_a_student_called_reference_solution_is_not_the_reference(tmp_path):
    """Where the package is installed without one, the working directory is looked into: here, the class."""
    class_ = tmp_path / "class"
    hand_in(class_)
    (class_ / "reference_solution").mkdir()
    (class_ / "reference_solution" / f"{A2}.py").write_text(
        f"open({str(tmp_path / 'trace')!r}, 'a').close()\n{WRONG}", "utf-8"
    )
    shutil.copytree(
        Path(autograder.__file__).parent,
        tmp_path / "installed" / "autograder",
        ignore=shutil.ignore_patterns("__pycache__"),
    )
    done = grade(tmp_path / "out", Path(), class_, PYTHONPATH=str(tmp_path / "installed"))
    assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stderr
    assert "reference_solution está entre las entregas" in done.stderr
    assert not (tmp_path / "trace").exists() and not (tmp_path / "out").exists()


def test_a_refusal_that_names_a_student_is_one_line(tmp_path):
    student = tmp_path / "class" / "ana\nbenja: 100 de 100\x1b[2J"
    student.mkdir(parents=True)
    for suffix in (".py", ".ipynb"):
        (student / f"{A2}{suffix}").write_text(WRONG, "utf-8")
    done = grade(tmp_path / "out", Path(), tmp_path / "class")
    assert (done.returncode, done.stderr.count("\n"), "\x1b" in done.stderr) == (2, 1, False)
