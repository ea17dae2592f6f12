"""The installed `autograder` command, as people run it: the sample class, going on, bad input, one file."""

import csv
import hashlib
import json
import os
import select
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

import pytest

from autograder import plugin
from autograder.public_answers import SEED as PUBLIC_SEED

ROOT = Path(__file__).parents[1]
CLASS = ROOT / "examples" / "class"
COMMAND = str(Path(sys.executable).with_name("autograder"))
EXERCISES = ["train_step", "train_one_epoch", "fit", "overfit_one_batch"]
OPTIONS = ["--jobs", "2", "--timeout", "20"]


class Expected(NamedTuple):
    scores: list[float]  # per exercise
    status: str = "graded"
    mistakes: list[set[str]] = [set(), set(), set(), set()]  # noqa: RUF012 - never changed


FULL = [40, 25, 20, 15]
NONE = [0, 0, 0, 0]
ANY: set[str] = {"*"}  # it does nothing at all: what that is called does not matter here
FIRST_BATCH = {"only-first-batch", "return-inside-loop"}  # the same to every probe: either name will do
EXPECTED = {
    "agustin-rojas": Expected(FULL),
    "antonia-fuentes": Expected(FULL),
    "benjamin-soto": Expected(FULL),
    "camila-munoz": Expected([30, 11, 9, 5], mistakes=[{"missing-zero-grad"}] * 4),
    "catalina-vergara": Expected(
        [40, 4, 6, 15], mistakes=[set(), {"avg-of-batch-means"}, {"avg-of-batch-means"}, set()]
    ),
    "diego-araya": Expected([36, 23, 18, 13], mistakes=[{"missing-model-train"}] * 4),
    "emilia-castro": Expected([12, 25, 20, 15], mistakes=[{"step-before-backward"}, set(), set(), set()]),
    "felipe-morales": Expected(
        [36, 23, 20, 15], mistakes=[{"returns-tensor"}, {"returns-tensor"}, set(), set()]
    ),
    "florencia-silva": Expected([40, 4, 20, 15], mistakes=[set(), FIRST_BATCH, set(), set()]),
    "ignacio-perez": Expected([40, 25, 1, 15], mistakes=[set(), set(), {"epochs-off-by-one"}, set()]),
    "isidora-contreras": Expected(
        [40, 23, 19, 15], mistakes=[set(), {"batch-not-moved"}, {"batch-not-moved"}, set()]
    ),
    "joaquin-nunez": Expected(
        [40, 25, 20, 7], mistakes=[set(), set(), set(), {"overfit-check-after-update"}]
    ),
    "josefa-reyes": Expected(
        [40, 4, 20, 15], mistakes=[set(), {"avg-of-batch-means", "missing-zero-grad"}, set(), set()]
    ),
    "lucas-tapia": Expected([40, 25, 0, 0]),
    "martina-espinoza": Expected(NONE),
    "matias-herrera": Expected([40, 0, 20, 15]),
    "maximiliano-vega": Expected(NONE, "unreadable"),
    "renata-carrasco": Expected([40, 25, 0, 15], "timeout"),
    "sebastian-pizarro": Expected([40, 0, 20, 15], "memory"),
    "sofia-guzman": Expected([40, 25, 20, 0], "crashed"),
    "tomas-valenzuela": Expected([0, 0, 0, 2], mistakes=[ANY, ANY, ANY, ANY]),
    "valentina-ortiz": Expected(FULL),
    "vicente-navarro": Expected(NONE, "unreadable"),
}


def autograder(*arguments: object, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    command = [COMMAND, *map(str, arguments)]
    return subprocess.run(command, cwd=cwd, capture_output=True, encoding="utf-8", timeout=300, check=False)


def grade(submissions: Path, out: Path, *options: object) -> subprocess.CompletedProcess[str]:
    done = autograder("grade", "a2_training_loop", submissions, "--out", out, *OPTIONS, *options)
    assert done.returncode == 0, done.stderr
    return done


def result(out: Path, student: str) -> dict:
    return json.loads((out / "results" / f"{student}.json").read_bytes())


def everything(out: Path) -> dict[str, bytes]:
    """What must not change between equal runs."""
    files = {str(path.relative_to(out)): path.read_bytes() for path in out.rglob("*") if path.is_file()}
    del files["run.json"]
    return files


def graded_now(out: Path) -> int:
    return json.loads((out / "run.json").read_bytes())["graded_now"]


def some(students: list[str], folder: Path) -> Path:
    for student in students:
        shutil.copytree(CLASS / student, folder / student)
    return folder


@pytest.fixture(scope="module")
def out(tmp_path_factory) -> Path:
    """The results of the sample class. Tests that change something work on a copy."""
    folder = tmp_path_factory.mktemp("graded") / "new" / "folder"
    done = grade(CLASS, folder, "--seed", 579)
    assert "23/23" in done.stderr and "Traceback" not in done.stderr
    assert "camila-munoz       55 de 100" in done.stdout and str(folder) in done.stdout.replace("\n", "")
    return folder


# ------------------------------------------------------------------------------------------- the sample class


def test_every_student_has_a_row(out):
    assert sorted(EXPECTED) == sorted(path.name for path in CLASS.iterdir() if path.is_dir())
    with (out / "grades.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == ["student", "score", "max_score", "status", *EXERCISES]
    assert [row["student"] for row in rows] == sorted(EXPECTED)
    for row in rows:
        expected = EXPECTED[row["student"]]
        assert [float(row[exercise]) for exercise in EXERCISES] == expected.scores, row
        assert float(row["score"]) == sum(expected.scores) and row["max_score"] == "100"
        assert row["status"] == expected.status


@pytest.mark.parametrize("student", EXPECTED)
def test_status_scores_and_mistakes(student, out):
    found, expected = result(out, student), EXPECTED[student]
    assert found["status"] == expected.status
    assert [exercise["score"] for exercise in found["exercises"]] == expected.scores
    for exercise, mistakes in zip(found["exercises"], expected.mistakes, strict=True):
        named = set(exercise["mistakes"])
        if mistakes is ANY:
            continue
        assert (named and named <= mistakes) if mistakes is FIRST_BATCH else named == mistakes, exercise[
            "name"
        ]


@pytest.mark.parametrize("student", EXPECTED)
def test_the_json_is_as_the_contract_says(student, out):
    found = result(out, student)
    (path,) = (CLASS / student).iterdir()
    wanted = {
        "schema": 1,
        "assignment": "a2_training_loop",
        "student": student,
        "max_score": 100.0,
        "seed": 579,
        "device": "cpu",
        "isolation": "sandbox",
        "submission_sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
    }
    assert wanted.items() <= found.items()
    assert isinstance(found["kit_version"], str)
    assert [exercise["name"] for exercise in found["exercises"]] == EXERCISES
    assert [exercise["max_score"] for exercise in found["exercises"]] == FULL
    assert found["score"] == pytest.approx(sum(exercise["score"] for exercise in found["exercises"]))
    for exercise in found["exercises"]:
        assert exercise.keys() >= {"name", "score", "max_score", "mistakes", "tests"}
        assert exercise["score"] == pytest.approx(sum(test["score"] for test in exercise["tests"]))
        for test in exercise["tests"]:
            assert test.keys() >= {"name", "score", "max_score", "outcome", "message", "hint"}
            assert test["outcome"] in ("passed", "failed", "error", "skipped")
            assert (test["outcome"] == "failed") <= bool(test["message"] and test["hint"])
            if test["outcome"] != "passed":
                assert test["score"] == 0


def test_pages(out):
    assert sorted(path.stem for path in (out / "pages").glob("*.html")) == sorted(EXPECTED)
    page = (out / "pages" / "camila-munoz.html").read_text("utf-8")
    assert "<html lang=" in page and "Convenciones: Optimizador y Loss Function" in page


def test_what_varies_is_in_run_json(out):
    run = json.loads((out / "run.json").read_bytes())
    assert run["seed"] == 579 and run["assignment"] == "a2_training_loop"
    assert run["graded_now"] == len(EXPECTED) and run["seconds"] > 0


def test_what_was_left_out_is_told(out):
    assert any("train_one_epoch" in note for note in result(out, "matias-herrera")["notes"])
    # Shell lines, plots and training cost nothing; of an import only that it is not installed here is said.
    assert all("matplotlib" in note for note in result(out, "antonia-fuentes")["notes"])
    assert result(out, "vicente-navarro")["notes"]
    assert "vacío" in result(out, "martina-espinoza")["notes"][0]


def test_hidden_numbers_are_not_told(out):
    """The seed of a grading run is not the students' to know: no message holds a value."""
    tests = [test for exercise in result(out, "camila-munoz")["exercises"] for test in exercise["tests"]]
    assert all("se esperaba -" not in test["message"] for test in tests)
    assert not any(character.isdigit() for test in tests for character in test["message"].split(" vale ")[1:])


def test_the_windows_file_is_one():
    data = (CLASS / "valentina-ortiz" / "a2_training_loop.py").read_bytes()
    assert b"\r\n" in data and b"tama\xf1o" in data


# ---------------------------------------------------------------------------------------- going on, once more


def test_a_second_run_grades_nothing_anew(out, tmp_path):
    again = Path(shutil.copytree(out, tmp_path / "again"))
    grade(CLASS, again)  # without a seed: that of the run goes on
    assert graded_now(again) == 0
    assert everything(again) == everything(out)


def test_only_what_changed_is_graded_anew(out, tmp_path):
    students = Path(shutil.copytree(CLASS, tmp_path / "class"))
    again = Path(shutil.copytree(out, tmp_path / "again"))
    shutil.copy(CLASS / "agustin-rojas" / "a2_training_loop.py", students / "lucas-tapia")
    shutil.rmtree(students / "sofia-guzman")
    grade(students, again)
    assert graded_now(again) == 1
    assert result(again, "lucas-tapia")["score"] == 100
    before, after = everything(out), everything(again)
    changed = {name for name in before if before[name] != after.get(name)}
    gone = {"results/sofia-guzman.json", "pages/sofia-guzman.html"}
    assert changed == {"grades.csv", "results/lucas-tapia.json", "pages/lucas-tapia.html"} | gone
    assert after.keys() == before.keys() - gone


SMALL = ["agustin-rojas", "lucas-tapia", "sofia-guzman", "valentina-ortiz", "vicente-navarro"]


def test_the_number_of_jobs_changes_no_byte(out, tmp_path):
    students = some(SMALL, tmp_path / "class")
    one = tmp_path / "one"
    grade(students, one, "--seed", 579, "--jobs", 1)
    for student in SMALL:
        for name in (f"results/{student}.json", f"pages/{student}.html"):
            assert (one / name).read_bytes() == (out / name).read_bytes()


def test_regrade_and_language_and_fresh_seeds(tmp_path):
    students = some(["agustin-rojas", "vicente-navarro"], tmp_path / "class")
    out = tmp_path / "out"
    done = grade(students, out, "--lang", "en")
    assert "Submissions: 2" in done.stdout and "Grading: 2/2" in done.stderr
    first = result(out, "vicente-navarro")
    assert first["lang"] == "en" and "The file is not a Jupyter notebook" in first["notes"][0]
    assert 'lang="en"' in (out / "pages" / "agustin-rojas.html").read_text("utf-8")
    grade(students, out, "--lang", "en", "--regrade")
    assert graded_now(out) == 2
    assert result(out, "agustin-rojas")["seed"] != first["seed"]


def test_an_interrupted_run_goes_on(tmp_path):
    students, out = tmp_path / "class", tmp_path / "out"
    for number in range(45):
        shutil.copytree(CLASS / "agustin-rojas", students / f"student-{number:03}")
    arguments = [COMMAND, "grade", "a2_training_loop", str(students), "--out", str(out), *OPTIONS]
    process = subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, encoding="utf-8")
    wait_until(lambda: any(out.glob("results/*.json")), process)
    process.send_signal(signal.SIGINT)
    _, stderr = process.communicate(timeout=20)
    assert process.returncode == 130
    assert "repite el mismo comando para seguir" in stderr and "Traceback" not in stderr
    kept = {path: path.stat().st_mtime_ns for path in out.glob("results/*.json")}
    assert 0 < len(kept) < 45 and not (out / "grades.csv").exists()

    grade(students, out)
    assert graded_now(out) == 45 - len(kept)
    assert all(path.stat().st_mtime_ns == when for path, when in kept.items())
    assert len((out / "grades.csv").read_text("utf-8").splitlines()) == 46
    assert len({result(out, path.stem)["seed"] for path in out.glob("results/*.json")}) == 1


def test_an_interruption_while_recordings_are_judged_is_one(tmp_path):
    tests = tmp_path / "test_interrupted.py"
    tests.write_text("raise KeyboardInterrupt\n")
    with pytest.raises(KeyboardInterrupt):  # pytest would keep it to itself
        plugin.judge(tests, [], "cpu")


def wait_until(condition, process, seconds=120):
    deadline = time.monotonic() + seconds
    while not condition():
        assert process.poll() is None and time.monotonic() < deadline
        time.sleep(0.02)


# --------------------------------------------------------------------------------------------------- bad input


def complains(done: subprocess.CompletedProcess[str], *words: str) -> None:
    """Exit status 2 and one line that says what to do."""
    assert done.returncode == 2, done
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1 and done.stderr.startswith("autograder: "), done.stderr
    for word in words:
        assert word in done.stderr


@pytest.fixture
def place(tmp_path) -> Path:
    """A folder with what may be wrong in it."""
    some(["agustin-rojas"], tmp_path / "one")
    some(["agustin-rojas"], tmp_path / "two")
    shutil.copy(CLASS / "antonia-fuentes" / "a2_training_loop.ipynb", tmp_path / "two" / "agustin-rojas")
    (tmp_path / "empty").mkdir()
    (tmp_path / "file").write_text("")
    (tmp_path / "prose.py").write_text("Estimado profesor, le adjunto mi tarea\n")
    (tmp_path / "a2_training_loop.ipynb").write_text("Estimado profesor, le adjunto mi tarea\n")
    with (tmp_path / "large.ipynb").open("wb") as file:
        file.truncate(200 * 2**20)
    return tmp_path


GRADE = ["grade", "a2_training_loop"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([*GRADE, "nowhere", "--out", "out"], ["nowhere", "Indica la carpeta"]),
        ([*GRADE, "empty", "--out", "out"], ["No hay entregas", "a2_training_loop.py"]),
        ([*GRADE, "two", "--out", "out"], ["más de una entrega de agustin-rojas", "Deja solo una"]),
        ([*GRADE, "one", "--out", "file"], ["No puedo escribir en file", "--out"]),
        ([*GRADE, "one", "--out", "file/out"], ["No puedo escribir en file/out", "--out"]),
        ([*GRADE, "nowhere", "--out", "out", "--lang", "en"], ["nowhere does not exist"]),
        (["grade", "a9", "one", "--out", "out"], ["«a9»", "a1_modules, a2_training_loop"]),
        ([*GRADE, "one"], ["--out", "autograder grade --help"]),
        ([*GRADE, "one", "--out", "out", "--jobs", "0"], ["--jobs"]),
        ([*GRADE, "one", "--out", "out", "--seed", "x"], ["--seed"]),
        (
            [*GRADE, "one", "--out", "out", "--seed", str(PUBLIC_SEED)],
            ["--seed"],
        ),  # everybody has its answers
        ([*GRADE, "one", "--out", "out", "--lang", "fr"], ["--lang", "'es', 'en'"]),
        ([*GRADE, "one", "--out", "out", "--isolation", "docker"], ["--isolation"]),
        ([*GRADE, "one", "--out", "out", "--colour"], ["--colour"]),
        (["check", "nowhere.py"], ["No existe nowhere.py"]),
        (["check", "empty"], ["no es un archivo"]),
        (["check", "large.ipynb"], ["20 MiB", "Borra las salidas"]),
        (["check", "a2_training_loop.ipynb"], ["no es un notebook"]),
        (["check", "prose.py"], ["prose.py", "a2_training_loop"]),
        (
            ["check", "one/agustin-rojas/a2_training_loop.py", "--exercise", "nada"],
            ["«nada»", "train_step, "],
        ),
        (["check"], ["autograder check --help"]),
        (["nothing"], ["nothing", "autograder --help"]),
        ([], ["autograder --help"]),
    ],
    ids=lambda value: (
        "_".join(value[1:]) if isinstance(value, list) and value[:1] in (["grade"], ["check"]) else ""
    ),
)
def test_bad_input(arguments, words, place):
    before = sorted(place.rglob("*"))
    complains(autograder(*arguments, cwd=place), *words)
    assert sorted(place.rglob("*")) == before, "something was written"


@pytest.mark.skipif(os.name != "posix" or os.getuid() == 0, reason="root may write everywhere")
def test_no_permission(place):
    place.chmod(0o500)
    complains(autograder(*GRADE, "one", "--out", "out", cwd=place), "No puedo escribir")


def test_the_results_of_another_assignment_are_kept(place):
    (place / "out").mkdir()
    (place / "out" / "run.json").write_text('{"assignment": "a1_modules", "seed": 1}')
    complains(autograder(*GRADE, "one", "--out", "out", cwd=place), "resultados de a1_modules")


def test_without_the_reference_nothing_is_graded(place, monkeypatch):
    monkeypatch.setenv("AUTOGRADER_ANSWERS", str(place / "nowhere"))
    complains(autograder(*GRADE, "one", "--out", "out", cwd=place), "nowhere", "AUTOGRADER_ANSWERS")
    assert not (place / "out").exists()


def test_without_bubblewrap_nothing_is_graded_unconfined(place, monkeypatch):
    monkeypatch.setenv("PATH", str(place / "empty"))
    complains(autograder(*GRADE, "one", "--out", "out", cwd=place), "bubblewrap", "--isolation process")
    assert not (place / "out").exists()
    done = autograder(*GRADE, "one", "--out", "out", "--isolation", "process", cwd=place)
    assert done.returncode == 0, done.stderr
    found = result(place / "out", "agustin-rojas")
    assert (found["score"], found["isolation"]) == (100, "process")


# ---------------------------------------------------------------------------------------------------- one file


def test_check_in_spanish():
    done = autograder("check", CLASS / "camila-munoz" / "a2_training_loop.py", "--exercise", "train_step")
    assert done.returncode == 0 and done.stderr == ""
    assert "✗ cada paso usa sólo el gradiente" in done.stdout and "Pista: " in done.stdout
    assert "Diapositiva: Convenciones: Optimizador y Loss Function" in done.stdout
    assert "fit" not in done.stdout


def test_check_in_english():
    done = autograder("check", CLASS / "isidora-contreras" / "a2_training_loop.ipynb", "--lang", "en")
    assert done.returncode == 0 and "97 of 100 points" in done.stdout
    assert "Next step: start with train_one_epoch." in done.stdout


def test_check_as_json():
    """Only the result is on stdout, whatever the student's code and the known mistakes print."""
    done = autograder("check", CLASS / "josefa-reyes" / "a2_training_loop.py", "--json")
    found = json.loads(done.stdout)
    assert (found["score"], found["isolation"], found["seed"]) == (79, "process", PUBLIC_SEED)
    assert set(found["exercises"][1]["mistakes"]) == {"avg-of-batch-means", "missing-zero-grad"}


def test_check_knows_the_assignment_by_what_is_defined(tmp_path):
    shutil.copy(CLASS / "lucas-tapia" / "a2_training_loop.py", tmp_path / "mi tarea.py")
    done = autograder("check", "mi tarea.py", "--json", cwd=tmp_path)
    assert json.loads(done.stdout)["score"] == 65


def test_watch(tmp_path):
    path = tmp_path / "a2_training_loop.py"
    shutil.copy(CLASS / "lucas-tapia" / "a2_training_loop.py", path)
    arguments = [COMMAND, "check", str(path), "--watch"]
    process = subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd=tmp_path)
    try:
        assert "65 de 100 puntos" in read_until(process, "Próximo paso")
        time.sleep(0.5)  # until it watches
        path.write_text("%%% nada %%%\n")
        read_until(process, "no es")
        shutil.copy(CLASS / "agustin-rojas" / "a2_training_loop.py", path)
        assert "100 de 100 puntos" in read_until(process, "Felicitaciones")
        process.send_signal(signal.SIGINT)
        rest = process.communicate(timeout=20)[0].decode()
        assert process.returncode == 0 and "Traceback" not in rest
    finally:
        process.kill()
        process.wait()


def read_until(process, words: str, seconds=60) -> str:
    text, deadline = b"", time.monotonic() + seconds
    while words.encode() not in text:
        assert time.monotonic() < deadline, text.decode()
        if select.select([process.stdout], [], [], 0.2)[0]:
            text += os.read(process.stdout.fileno(), 2**16)
    return text.decode()


def test_doctor():
    done = autograder("doctor", "--lang", "en")
    assert done.returncode == 0 and done.stderr == ""
    assert "✓ torch 2." in done.stdout and "Isolation: it works" in done.stdout and "Landlock" in done.stdout
    assert all(line.startswith(("✓", "✗")) for line in done.stdout.splitlines())


def test_pytest_on_one_submission():
    """What an instructor sees is ordinary pytest output."""
    arguments = [
        "--submission",
        "examples/class/lucas-tapia/a2_training_loop.py",
        "autograder/suites/a2_training_loop",
    ]
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-v", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", timeout=120, check=False)
    assert done.returncode == 1
    assert "TestTrainStep::test_own_gradient PASSED" in done.stdout
    assert "TestFit::test_path FAILED" in done.stdout
    assert "todavía no está implementado" in done.stdout and "SKIPPED" in done.stdout
