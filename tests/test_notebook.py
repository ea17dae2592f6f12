"""`check("train_one_epoch")` in a notebook: the feedback of `autograder check`, in the notebook's own process."""

import os
import random
import re
import signal
import subprocess
import sys
import threading
import warnings
from functools import lru_cache, partial
from pathlib import Path

import matplotlib
import nbclient
import nbformat
import numpy
import pytest
import torch
from matplotlib import pyplot
from nbgrader.utils import determine_grade

from autograder import suites
from autograder.answers import Answers
from autograder.grading import Run
from autograder.notebook import check_for
from autograder.public_answers import SEED
from autograder.sandbox.fork_server import Limits

ROOT = Path(__file__).parents[1]
A2, A5, A6 = "a2_training_loop", "a5_metrics", "a6_experiment"


@lru_cache
def answers(assignment: str) -> Answers:
    known = Answers(suites.load(assignment), SEED)
    assert known.source and known.mistakes  # read now: tests hide the reference
    return known


def form(assignment: str, mistake: str, exercise: str) -> str:
    """A mistake as a student writes it in an exercise."""
    forms = answers(assignment).mistakes[mistake].forms
    return next(form.source for form in forms if form.exercise == exercise)


class Notebook(dict):
    """A namespace as a notebook's cells see it, with the reference's definitions and then those of the cells."""

    def __init__(self, assignment: str, *cells: str, lang: str = "es") -> None:
        self["check"] = check_for(assignment, lang=lang)
        for cell in [answers(assignment).source, *cells]:
            exec(cell, self)  # noqa: S102 - as a notebook does

    def run(self, exercise: str) -> float:
        return eval(f"check({exercise!r})", self)


@pytest.fixture
def no_reference(monkeypatch, tmp_path):
    for assignment in suites.assignments():
        answers(assignment)
    monkeypatch.setenv("AUTOGRADER_ANSWERS", str(tmp_path / "nowhere"))


# --------------------------------------------------------------------------------------- in a kernel of Jupyter

CELLS = {
    "set-up": "from autograder.notebook import check_for\ncheck = check_for('a2_training_loop', lang='es')",
    "solution": answers(A2).source,
    "state": "import torch\nfloat = print = None\ntorch.manual_seed(7)\nbefore = torch.get_rng_state()",
    "right": "check('train_step')",
    "untouched": "bool(torch.equal(before, torch.get_rng_state()))",
    "mistake": form(A2, "avg-of-batch-means", "train_one_epoch"),
    "named": "check('train_one_epoch')",
    "inherited": "check('fit')",
    "raising": "def overfit_one_batch(*_, **__):\n    return 1 / 0\ncheck('overfit_one_batch')",
    "noisy": "import os, sys\nfrom IPython.display import display\ndef train_step(*_):\n"
    "    display('seen'); sys.stderr.write('seen'); os.write(2, b'seen'); import warnings; warnings.warn('seen')",
    "silent": "check('train_step')",
    "stub": "def fit(*_, **__):\n    raise NotImplementedError('fit')\ncheck('fit')",
    "unknown": "check('fti')",
    "a6": "from autograder.notebook import check_for\ncheck = check_for('a6_experiment')",
    "a6 solution": answers(A6).source,
    "figure": "import matplotlib, matplotlib.pyplot as plt\n_ = plt.plot([1, 2])",
    "plots": "plt.figure()\nkept = plt.get_fignums()\npoints = check('plot_validation_curve')\n"
    "assert plt.get_fignums() == kept and 'inline' in matplotlib.get_backend()\nplt.close('all')\npoints",
}


@pytest.fixture(scope="module")
def ran(tmp_path_factory):
    """Label → outputs of the cells, run one after the other where there is no reference."""
    notebook = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(source) for source in CELLS.values()]
    )
    folder = tmp_path_factory.mktemp("notebook")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AUTOGRADER_ANSWERS", str(folder / "nowhere"))
        patch.setenv("PYTHONPATH", str(ROOT))
        client = nbclient.NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(folder)}})
        client.execute()
    return {label: cell.outputs for label, cell in zip(CELLS, notebook.cells, strict=True)}


@pytest.mark.parametrize(
    "label, points", {"right": 40, "named": 4, "silent": 0, "stub": 0, "unknown": 0}.items()
)
def test_nbgrader_takes_the_points(label, points, ran):
    cell = nbformat.v4.new_code_cell(CELLS[label], outputs=ran[label])
    cell.metadata["nbgrader"] = {
        "grade": True,
        "locked": True,
        "solution": False,
        "points": 40,
        "grade_id": label,
    }
    assert determine_grade(cell) == (points, 40)


def printed(outputs) -> str:
    return "".join(output.text for output in outputs if output.output_type == "stream")


def flat(outputs) -> str:
    return " ".join(printed(outputs).split())


def value(outputs) -> str:
    return next(output.data["text/plain"] for output in outputs if output.output_type == "execute_result")


def test_the_points_are_the_value_of_the_cell(ran):
    assert (value(ran["right"]), printed(ran["right"])) == ("40.0", "✓ train_step  40 de 40\n")


def test_nothing_goes_to_stderr(ran):
    streams = {
        output.name for outputs in ran.values() for output in outputs if output.output_type == "stream"
    }
    assert streams == {"stdout"}
    assert all(
        output.output_type in ("stream", "execute_result")
        for label, outputs in ran.items()
        for output in outputs
        if label != "figure"
    )


def test_the_generator_is_untouched(ran):
    assert value(ran["untouched"]) == "True"


def test_a_mistake_is_named_with_hint_and_slide(ran):
    mistake = answers(A2).mistakes["avg-of-batch-means"]
    text = flat(ran["named"])
    assert text.startswith("◐ train_one_epoch 4 de 25") and value(ran["named"]) == "4.0"
    for told in (mistake.title.es, f"Pista: {mistake.hint.es}", f"Diapositiva: {mistake.slide}"):
        assert " ".join(told.split()) in text
    assert "Llamé a train_one_epoch con" in text and "se esperaba" in text


def test_a_mistake_is_named_in_what_builds_on_it(ran):
    assert answers(A2).mistakes["avg-of-batch-means"].title.es in printed(ran["inherited"])
    assert 0 < float(value(ran["inherited"])) < 20


def test_the_line_that_raised_is_told(ran):
    assert re.search(
        r"lanzó ZeroDivisionError: division by zero \(In\[\d+\], 2: return 1 / 0\)", flat(ran["raising"])
    )


def test_what_student_code_prints_or_shows_is_not_seen(ran):
    assert value(ran["silent"]) == "0.0" and "seen" not in str(ran["silent"])


def test_a_stub_earns_nothing(ran):
    assert value(ran["stub"]) == "0.0" and "fit todavía no está implementado." in printed(ran["stub"])


def test_an_unknown_exercise_is_one_line(ran):
    assert value(ran["unknown"]) == "0.0"
    assert printed(ran["unknown"]) == (
        "No hay un ejercicio «fti». Los que hay: train_step, train_one_epoch, fit, overfit_one_batch.\n"
    )


def test_the_students_figures_stay_and_those_of_the_probes_do_not_show(ran):
    assert any("image/png" in output.data for output in ran["figure"])
    assert value(ran["plots"]) == f"{answers(A6).suite.exercises['plot_validation_curve'].points:.1f}"
    assert not any("image/png" in output.get("data", {}) for output in ran["plots"])


# ------------------------------------------------------------------------------------------------- in any Python


@pytest.mark.parametrize("assignment", suites.assignments())
def test_a_right_notebook_earns_every_point(assignment, no_reference, capfd):
    notebook = Notebook(assignment)
    exercises = suites.exercises(assignment)
    points = {name: notebook.run(name) for name in exercises}
    assert points == {name: exercise.points for name, exercise in exercises.items()}
    assert {type(value) for value in points.values()} == {float}
    output, errors = capfd.readouterr()
    assert errors == "" and output.count("✓") == len(points)


@pytest.mark.parametrize("lang", ["es", "en"])
def test_it_says_what_the_command_says(lang, no_reference, capfd, tmp_path):
    mistake = form(A2, "missing-zero-grad", "train_step")
    path = tmp_path / f"{A2}.py"
    path.write_text(f"{answers(A2).source}\n\n{mistake}", "utf-8")
    assert Notebook(A2, mistake, lang=lang).run("train_step") < 40
    said, _ = capfd.readouterr()
    command = [
        sys.executable,
        "-c",
        "from autograder.cli import main; main()",
        "check",
        str(path),
        "--lang",
        lang,
    ]
    done = subprocess.run(
        [*command, "--exercise", "train_step"], capture_output=True, encoding="utf-8", timeout=300
    )
    assert answers(A2).mistakes["missing-zero-grad"].title.in_(lang) in said
    assert " ".join(said.split()) in " ".join(done.stdout.split())


TROUBLE = """
import os, random, warnings
import matplotlib.backends.backend_svg, matplotlib.pyplot
import numpy
import torch

def train_step(model, inputs, targets, criterion, optimizer):
    torch.manual_seed(1); random.seed(1); numpy.random.seed(1)
    torch.set_default_dtype(torch.float16); torch.set_grad_enabled(True); torch.set_num_threads(3)
    warnings.simplefilter("error"); os.environ["LEFT"] = "behind"
    matplotlib.pyplot.figure(); matplotlib.rcParams["lines.linewidth"] = 17.0; matplotlib.use("svg")
    open("left behind", "w").close(); os.chdir("/")
"""


def state() -> dict[str, object]:
    """What student code and probes may change for the whole session."""
    return {
        "torch": torch.get_rng_state().tolist(),
        "python": random.getstate(),
        "numpy": str(numpy.random.get_state()),
        "dtype": torch.get_default_dtype(),
        "device": torch.get_default_device(),
        "gradients": torch.is_grad_enabled(),
        "threads": torch.get_num_threads(),
        "filters": list(warnings.filters),
        "folder": os.getcwd(),
        "files": os.listdir(),
        "environment": dict(os.environ),
        "backend": matplotlib.rcParams["backend"],
        "line width": matplotlib.rcParams["lines.linewidth"],
        "figures": [id(pyplot.figure(number)) for number in pyplot.get_fignums()],
        "modules": [name for name in sys.modules if not name.startswith("torch.")],
        "signals": [signal.getsignal(number) for number in (signal.SIGINT, signal.SIGALRM)],
        "streams": [sys.stdout, sys.stderr, os.fstat(2)],
    }


def test_the_session_is_left_as_it_was(monkeypatch, tmp_path, capfd):
    monkeypatch.chdir(tmp_path)
    notebook, right = Notebook(A2, TROUBLE), Notebook(A2)
    right.run("train_one_epoch")  # what PyTorch imports the first time
    pyplot.figure()
    torch.set_default_dtype(torch.float64)
    torch.set_grad_enabled(False)
    torch.set_default_device("meta")
    names = dict(notebook)
    try:
        before = state()
        assert notebook.run("train_step") == 0
        assert right.run("train_one_epoch") == 25
        after = state()
    finally:
        torch.set_default_device(None)
        torch.set_grad_enabled(True)
        torch.set_default_dtype(torch.float32)
        pyplot.close("all")
    new = set(after["modules"]) - set(before["modules"])
    assert (after, new) == (before, set())
    assert dict(notebook) == names
    assert capfd.readouterr().err == ""


def test_compiled_code_runs_as_it_was_written():
    """The GPU that a probe makes believe has no numbers to compile for."""
    source = Path(__file__).parent / "unseen/a2_training_loop/right/compiled.py"
    cell = source.read_text("utf-8").replace("compile(_forward)", "compile(_forward, backend='eager')")
    code = (
        "import sys, torch; from autograder.notebook import check_for; check = check_for('a2_training_loop'); "
        "exec(sys.stdin.read()); step = torch.compile(torch.neg, backend='eager'); step(torch.ones(1)); "
        "assert check('train_one_epoch') == 25; assert step(torch.ones(1)) == -1"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], input=cell, capture_output=True, encoding="utf-8", timeout=300
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_backend_stays_unchosen(no_reference):
    """Where nobody has drawn yet, matplotlib chooses when somebody does."""
    code = (
        "import matplotlib; from autograder.notebook import check_for; "
        "auto = dict.__getitem__(matplotlib.rcParams, 'backend'); check_for('a6_experiment'); "
        "assert dict.__getitem__(matplotlib.rcParams, 'backend') is auto"
    )
    environment = {name: value for name, value in os.environ.items() if name != "MPLBACKEND"}
    subprocess.run([sys.executable, "-c", code], env=environment, check=True, timeout=300)


def test_the_stop_button_ends_the_exercise(capfd):
    endless = "import signal\ndef fit(*_, **__):\n    signal.raise_signal(signal.SIGINT)\n    while True:\n        pass"
    assert Notebook(A2, endless).run("fit") == 0
    assert "no terminó a tiempo" in capfd.readouterr().out


def test_a_limit_ends_the_exercise(capfd, monkeypatch):
    monkeypatch.setattr("autograder.notebook.Run", partial(Run, limits=Limits(seconds=1.0)))
    assert Notebook(A2, "def fit(*_, **__):\n    while True:\n        pass").run("fit") == 0
    assert "no terminó a tiempo" in capfd.readouterr().out


def test_outside_the_main_thread(capfd):
    points = []
    notebook = Notebook(A2)
    thread = threading.Thread(target=lambda: points.append(notebook.run("train_step")))
    thread.start()
    thread.join()
    assert points == [40.0]


WINDOWS = """
import os, signal, sys
import torch, torch._dynamo, matplotlib.pyplot, IPython
for name in ("fcntl", "pwd", "resource", "termios"):
    sys.modules[name] = None
del os.fork, signal.setitimer, signal.SIGALRM
from autograder.grading import Run
from autograder.notebook import check_for
from autograder.sandbox.fork_server import Limits
exec(sys.argv[1])
print(check_for("a2_training_loop")("train_step"))
"""


def test_without_what_windows_has_not(no_reference):
    command = [sys.executable, "-c", WINDOWS, answers(A2).source]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=300, check=False)
    assert (done.stdout, done.stderr) == ("✓ train_step  40 de 40\n40.0\n", "")


def test_an_unknown_assignment_is_one_line(capfd):
    check = check_for("a2")
    assert check("train_step") == 0.0
    first, second = capfd.readouterr().out.splitlines()
    assert first == second and first.startswith("No hay una tarea «a2». Las que hay: a1_modules, ")


BANNED = {
    "module": "import torchmetrics as tm\ndef mae(preds, target): return float(tm.functional.mean_absolute_error(preds, target))",
    "function": "from sklearn.metrics import mean_absolute_error as f\ndef mae(preds, target): return float(f(target, preds))",
    "object": "import torchmetrics\nof = torchmetrics.MeanAbsoluteError()\ndef mae(preds, target): return float(of(preds, target))",
    "inside": "def mae(preds, target):\n    from sklearn.metrics import mean_absolute_error as f\n    return float(f(target, preds))",
    "derived": "import torchmetrics\nclass mae(torchmetrics.MeanAbsoluteError): pass",
}


@pytest.mark.parametrize("cell", BANNED.values(), ids=BANNED)
def test_a_banned_library_earns_nothing_and_stays_loaded(cell, capfd):
    notebook = Notebook(A5, cell)
    names = dict(notebook)
    assert notebook.run("mae") == 0
    assert "no se permite en esta tarea" in capfd.readouterr().out
    assert notebook.run("accuracy") == suites.exercises(A5)["accuracy"].points
    assert dict(notebook) == names
